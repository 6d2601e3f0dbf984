-- Relations of this database that are not logged, and so are empty after a base backup: tables and sequences.
SELECT CASE c.relkind WHEN 'S' THEN 'sequence' WHEN 'm' THEN 'materialized_view' ELSE 'table' END AS kind,
       n.nspname::text AS schema, c.relname::text AS name
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relpersistence = 'u' AND c.relkind IN ('r', 'm', 'S')
 ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
