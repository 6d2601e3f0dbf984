-- The largest table that this role may read in full, by pages as last counted: what the speed of reading is measured on.
SELECT n.nspname::text AS schema, c.relname::text AS name, c.relpages AS pages
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind = 'r' AND c.relpages > 0 AND c.relpersistence <> 't'
   AND n.nspname NOT IN ('pg_catalog', 'information_schema')
   AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
   AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
   AND NOT pg_catalog.row_security_active(c.oid)
 ORDER BY c.relpages DESC, n.nspname, c.relname
 LIMIT 1
