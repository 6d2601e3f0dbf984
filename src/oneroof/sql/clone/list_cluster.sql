-- What a copy of the whole cluster has to know: a superuser who may log in (the first one first), the other databases,
-- and their bytes together; NULL where this role may not see one's size.
-- database text: the one that is meant
SELECT (SELECT r.rolname::text FROM pg_catalog.pg_roles r
         WHERE r.rolsuper AND r.rolcanlogin ORDER BY r.oid = 10 DESC, r.rolname COLLATE "C" LIMIT 1)     AS superuser,
       (SELECT d.datname::text FROM pg_catalog.pg_database d
         WHERE d.datallowconn AND d.datname <> %(database)s::text AND d.datname IN ('postgres', 'template1')
         ORDER BY d.datname COLLATE "C" LIMIT 1)                                                         AS maintenance,
       (SELECT pg_catalog.sum(CASE WHEN pg_catalog.has_database_privilege(d.oid, 'CONNECT')
                                     OR pg_catalog.pg_has_role(current_user, 'pg_read_all_stats', 'USAGE')
                                   THEN pg_catalog.pg_database_size(d.oid) END)::int8
          FROM pg_catalog.pg_database d)                                                                 AS bytes
