-- One setting for the rest of the transaction; role is a setting, too (manual, SET ROLE).
-- name text, value text
SELECT pg_catalog.set_config(%(name)s::text, %(value)s::text, true) AS value
