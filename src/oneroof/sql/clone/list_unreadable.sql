-- What pg_dump will want to read and this role may not: tables (also for row security), sequences, large objects.
-- Tables of an extension are not dumped, unless the extension says that they hold the user's configuration.
WITH mine AS (
    SELECT c.oid, c.relkind, c.relname, n.oid AS nspoid, n.nspname
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'S')
       AND c.relpersistence <> 't'
       AND n.nspname NOT IN ('pg_catalog', 'information_schema')
       AND n.nspname !~ '^pg_(toast|temp)'
       AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                         JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
                        WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
                          AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'e'
                          AND NOT c.oid = ANY (coalesce(e.extconfig, '{}')))
)
SELECT CASE m.relkind WHEN 'S' THEN 'sequence' ELSE 'table' END AS kind, m.nspname::text AS schema, m.relname::text AS name
  FROM mine m
 WHERE NOT pg_catalog.has_schema_privilege(m.nspoid, 'USAGE')
    OR CASE WHEN m.relkind = 'S' THEN NOT pg_catalog.has_sequence_privilege(m.oid, 'SELECT')
            ELSE NOT pg_catalog.has_table_privilege(m.oid, 'SELECT') OR pg_catalog.row_security_active(m.oid) END
UNION ALL
SELECT 'large_object', NULL, l.oid::text
  FROM pg_catalog.pg_largeobject_metadata l
 WHERE pg_catalog.current_setting('is_superuser') = 'off'
   AND NOT EXISTS (SELECT FROM pg_catalog.aclexplode(coalesce(l.lomacl, pg_catalog.acldefault('L', l.lomowner))) a
                    WHERE a.privilege_type = 'SELECT'
                      AND (a.grantee = 0 OR pg_catalog.pg_has_role(a.grantee, 'USAGE')))
 ORDER BY 1, 2, 3
