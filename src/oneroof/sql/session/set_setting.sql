-- Fix one setting for the rest of the session, so that no output depends on the role's or the database's settings.
-- name text, value text
SELECT pg_catalog.set_config(%(name)s::text, %(value)s::text, false) AS value
