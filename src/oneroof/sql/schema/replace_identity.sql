-- Give this database another identity; only the owner of our tables can. The gate's log says so.
-- kind text (clone, production), parent jsonb: the identity before
SELECT oneroof.fn_identity_replace(%(kind)s::text, %(parent)s::jsonb)::text AS database_uid
