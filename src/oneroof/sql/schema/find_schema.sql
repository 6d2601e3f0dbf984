-- Does a schema of this name exist?
-- name text
SELECT pg_catalog.count(*) > 0 AS found FROM pg_catalog.pg_namespace WHERE nspname = %(name)s::text
