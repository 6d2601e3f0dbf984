-- Sequences whose values pg_dump would dump: not an extension's own, except those that the extension says are the user's.
SELECT n.nspname::text AS schema,
       c.relname::text AS name,
       pg_catalog.format('%I.%I', n.nspname, c.relname) AS quoted
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.oid >= 16384 AND c.relkind = 'S' AND c.relpersistence <> 't'
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
                   WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
                     AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'e'
                     AND NOT c.oid = ANY (coalesce(e.extconfig, '{}')))
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
