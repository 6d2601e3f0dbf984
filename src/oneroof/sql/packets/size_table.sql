-- Whether a table's own rows take more bytes than are read twice under lock; one that is not there takes none.
-- schema text, name text, below bigint
SELECT coalesce((SELECT pg_catalog.pg_relation_size(c.oid)
                   FROM pg_catalog.pg_class c
                   JOIN pg_catalog.pg_namespace s ON s.oid = c.relnamespace
                  WHERE s.nspname = %(schema)s::text AND c.relname = %(name)s::text), 0) > %(below)s::bigint AS large
