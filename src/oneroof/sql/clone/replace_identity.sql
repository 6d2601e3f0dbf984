-- Give this database an identity of its own by the core schema's function, which only the table's owner can use.
-- parent jsonb: what it was copied from, its expiry and its owner
SELECT oneroof.fn_identity_replace('clone', %(parent)s::jsonb)::text AS database_uid
