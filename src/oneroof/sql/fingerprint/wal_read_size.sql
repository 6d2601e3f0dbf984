-- Bytes that the tables and materialised views of this database hold, TOAST included.
SELECT coalesce(pg_catalog.sum(pg_catalog.pg_table_size(c.oid)), 0)::int8 AS bytes
FROM pg_catalog.pg_class c
WHERE c.oid >= 16384 AND c.relkind IN ('r', 'm') AND c.relpersistence <> 't'
