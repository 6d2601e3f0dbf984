-- How many large objects there are, how many of them this role may not read, and whether it may read their catalog.
SELECT pg_catalog.count(*) AS objects,
       pg_catalog.count(*) FILTER (WHERE NOT (
           pg_catalog.pg_has_role(m.lomowner, 'USAGE')
           OR pg_catalog.current_setting('lo_compat_privileges')::boolean
           OR EXISTS (SELECT FROM pg_catalog.aclexplode(m.lomacl) a
                      WHERE a.privilege_type = 'SELECT'
                        AND (a.grantee = 0 OR pg_catalog.pg_has_role(a.grantee, 'USAGE'))))) AS unreadable,
       pg_catalog.has_table_privilege('pg_catalog.pg_largeobject', 'SELECT') AS catalog_readable
FROM pg_catalog.pg_largeobject_metadata m
