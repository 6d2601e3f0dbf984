-- Give this database a new identity (a clone's, or production's by adopt); gives the new database_uid.
-- kind text, parent text (JSON, or NULL for production)
SELECT oneroof.fn_identity_replace(%(kind)s::text, %(parent)s::jsonb) AS database_uid
