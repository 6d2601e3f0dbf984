-- Tables and partitioned tables that can be locked in ACCESS SHARE mode by this role, and those that cannot.
SELECT n.nspname::text AS schema,
       c.relname::text AS name,
       pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_table_privilege(c.oid, 'SELECT') AS lockable
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.oid >= 16384 AND c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND n.nspname !~ '^pg_toast'
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
