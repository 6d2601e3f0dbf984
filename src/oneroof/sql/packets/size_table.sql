-- How many bytes a table's own rows take.
-- schema text, name text
SELECT coalesce((SELECT pg_catalog.pg_relation_size(c.oid)
                   FROM pg_catalog.pg_class c
                   JOIN pg_catalog.pg_namespace s ON s.oid = c.relnamespace
                  WHERE s.nspname = %(schema)s::text AND c.relname = %(name)s::text), 0) AS bytes
