-- The statements that let one role read everything a fingerprint, a dump and our views read, each with whether the role holds it already.
-- Who does not exist yet holds what everybody does. What row security hides and what PostgreSQL hides from most is asked for by list_row_security and list_hidden.
-- role text
WITH reader AS (
    SELECT %(role)s::text AS name, (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = %(role)s::text) AS oid
), mine AS (
    SELECT n.oid, n.nspname
    FROM pg_catalog.pg_namespace n
    WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'
), relation AS (
    SELECT m.nspname, m.oid AS nspoid, c.oid, c.relkind, c.relowner
    FROM mine m
    JOIN pg_catalog.pg_class c ON c.relnamespace = m.oid
    WHERE c.relkind IN ('r', 'p', 'm', 'v', 'f', 'S')
)
SELECT s.place, s.statement, coalesce(s.held, false) AS held
FROM (
    SELECT 1 AS place, pg_catalog.format('CREATE ROLE %%I LOGIN', r.name) AS statement, r.oid IS NOT NULL AS held
    FROM reader r
    UNION ALL
    SELECT 2, pg_catalog.format('GRANT CONNECT ON DATABASE %%I TO %%I', pg_catalog.current_database(), r.name),
           coalesce(pg_catalog.has_database_privilege(r.oid, pg_catalog.current_database(), 'CONNECT'),
                    pg_catalog.has_database_privilege('public', pg_catalog.current_database(), 'CONNECT'))
    FROM reader r
    UNION ALL
    SELECT 3, pg_catalog.format('GRANT USAGE ON SCHEMA %%I TO %%I', m.nspname, r.name),
           coalesce(pg_catalog.has_schema_privilege(r.oid, m.oid, 'USAGE'),
                    pg_catalog.has_schema_privilege('public', m.oid, 'USAGE'))
    FROM mine m CROSS JOIN reader r
    UNION ALL
    SELECT 4, pg_catalog.format('GRANT SELECT ON ALL TABLES IN SCHEMA %%I TO %%I', t.nspname, r.name),
           pg_catalog.bool_and(pg_catalog.has_table_privilege(r.oid, t.oid, 'SELECT'))
    FROM relation t CROSS JOIN reader r
    WHERE t.relkind <> 'S'
    GROUP BY t.nspname, r.name
    UNION ALL
    SELECT 5, pg_catalog.format('GRANT SELECT ON ALL SEQUENCES IN SCHEMA %%I TO %%I', t.nspname, r.name),
           pg_catalog.bool_and(pg_catalog.has_sequence_privilege(r.oid, t.oid, 'SELECT'))
    FROM relation t CROSS JOIN reader r
    WHERE t.relkind = 'S'
    GROUP BY t.nspname, r.name
    UNION ALL
    SELECT 6, pg_catalog.format('GRANT SELECT ON LARGE OBJECT %%s TO %%I', l.oid, r.name),
           pg_catalog.pg_has_role(r.oid, l.lomowner, 'USAGE')
               OR EXISTS (SELECT FROM pg_catalog.aclexplode(l.lomacl) a
                          WHERE a.privilege_type = 'SELECT'
                            AND (a.grantee = 0 OR pg_catalog.pg_has_role(r.oid, a.grantee, 'USAGE')))
    FROM pg_catalog.pg_largeobject_metadata l CROSS JOIN reader r
    UNION ALL
    SELECT 7, pg_catalog.format('GRANT EXECUTE ON FUNCTION pg_catalog.pg_control_system() TO %%I', r.name),
           coalesce(pg_catalog.has_function_privilege(r.oid, 'pg_catalog.pg_control_system()', 'EXECUTE'),
                    pg_catalog.has_function_privilege('public', 'pg_catalog.pg_control_system()', 'EXECUTE'))
    FROM reader r
    UNION ALL
    SELECT 8, pg_catalog.format('ALTER DEFAULT PRIVILEGES FOR ROLE %%I IN SCHEMA %%I GRANT SELECT ON %%s TO %%I',
                                pg_catalog.pg_get_userbyid(t.relowner), t.nspname, k.kind, r.name),
           EXISTS (SELECT FROM pg_catalog.pg_default_acl d CROSS JOIN LATERAL pg_catalog.aclexplode(d.defaclacl) a
                   WHERE d.defaclrole = t.relowner AND d.defaclnamespace IN (0, t.nspoid) AND d.defaclobjtype = k.code
                     AND a.privilege_type = 'SELECT' AND a.grantee IN (0, r.oid))
               OR pg_catalog.pg_has_role(r.oid, t.relowner, 'USAGE')
               OR pg_catalog.pg_has_role(r.oid, 'pg_read_all_data', 'USAGE')
    FROM (SELECT DISTINCT relowner, nspname, nspoid FROM relation) AS t
    CROSS JOIN reader r
    CROSS JOIN (VALUES ('TABLES', 'r'::"char"), ('SEQUENCES', 'S'::"char")) AS k (kind, code)
    UNION ALL
    -- What a view asks is asked with the rights of who reads it.
    SELECT 9, pg_catalog.format('GRANT EXECUTE ON FUNCTION %%I.%%I(%%s) TO %%I', m.nspname, p.proname,
                                pg_catalog.pg_get_function_identity_arguments(p.oid), r.name),
           pg_catalog.has_function_privilege(r.oid, p.oid, 'EXECUTE')
    FROM mine m
    JOIN pg_catalog.pg_proc p ON p.pronamespace = m.oid AND p.prosecdef
         AND p.proname = ANY (ARRAY['fn_directus_collections', 'fn_directus_rows'])
    CROSS JOIN reader r
) AS s
ORDER BY s.place, s.statement COLLATE "C"
