-- Where pg_walinspect's functions are in this database, and whether this role may run both that are asked. The
-- functions count, and that they are the server's own in C, not the name of an extension.
SELECT n.nspname::text AS schema,
       pg_catalog.has_schema_privilege(n.oid, 'USAGE')
           AND pg_catalog.bool_and(pg_catalog.has_function_privilege(p.oid, 'EXECUTE')) AS usable
FROM pg_catalog.pg_extension e
JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.refobjid = e.oid
     AND d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.deptype = 'e'
JOIN pg_catalog.pg_proc p ON p.oid = d.objid AND p.probin = '$libdir/pg_walinspect'
     AND (p.proname, p.pronargs) IN (('pg_get_wal_records_info', 2), ('pg_get_wal_block_info', 3))
JOIN pg_catalog.pg_language l ON l.oid = p.prolang AND l.lanname = 'c'
JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
WHERE e.extname = 'pg_walinspect'
GROUP BY n.oid, n.nspname
HAVING pg_catalog.count(*) = 2
