-- Whether a schema stands here.
-- schema text
SELECT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = %(schema)s::text) AS present
