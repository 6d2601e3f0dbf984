-- Rights on configuration parameters, and settings that hold for every role and database.
-- salt text
SELECT 'parameter:' || p.parname AS ref, NULL AS parent, 'acl' AS facet,
       (SELECT pg_catalog.string_agg(item, ', ' ORDER BY item COLLATE "C")
        FROM (SELECT pg_catalog.format('%%s=%%s%%s/%%s', a.grantee::regrole, a.privilege_type,
                     CASE WHEN a.is_grantable THEN '*' END, a.grantor::regrole) AS item
              FROM pg_catalog.aclexplode(p.paracl) a) AS items) AS value
FROM pg_catalog.pg_parameter_acl p
UNION ALL
SELECT 'parameter:' || pg_catalog.split_part(o, '=', 1), NULL, 'for_all',
       pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(%(salt)s::text || 'setting ' || o, 'UTF8')), 'hex')
FROM pg_catalog.pg_db_role_setting s, pg_catalog.unnest(s.setconfig) AS o
WHERE s.setdatabase = 0 AND s.setrole = 0
