-- What PostgreSQL hides from most roles and this database has: how many objects, the statement that shows it, and whether a role
-- sees it already.
-- role text
SELECT h.facet, h.objects, h.statement, coalesce(h.held, false) AS held
FROM (
    SELECT 'options of user mappings' AS facet,
           (SELECT pg_catalog.count(*) FROM pg_catalog.pg_user_mappings) AS objects,
           pg_catalog.format('GRANT SELECT ON pg_catalog.pg_user_mapping TO %%I', %(role)s::text) AS statement,
           (SELECT pg_catalog.has_table_privilege(r.oid, 'pg_catalog.pg_user_mapping', 'SELECT')
            FROM pg_catalog.pg_roles r WHERE r.rolname = %(role)s::text) AS held
    UNION ALL
    SELECT 'connection strings of subscriptions',
           (SELECT pg_catalog.count(*) FROM pg_catalog.pg_subscription s
            WHERE s.subdbid = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())),
           pg_catalog.format('GRANT SELECT (subconninfo) ON pg_catalog.pg_subscription TO %%I', %(role)s::text),
           (SELECT pg_catalog.has_column_privilege(r.oid, 'pg_catalog.pg_subscription', 'subconninfo', 'SELECT')
            FROM pg_catalog.pg_roles r WHERE r.rolname = %(role)s::text)
) AS h
WHERE h.objects > 0
ORDER BY h.facet
