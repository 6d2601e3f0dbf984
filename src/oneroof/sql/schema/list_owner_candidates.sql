-- Which roles own oneroof's schema or could become its owner: superusers, members, and on 15 whoever may create roles.
SELECT r.rolname::text AS role
  FROM pg_catalog.pg_namespace AS n
  JOIN pg_catalog.pg_roles AS owner ON owner.oid = n.nspowner
  JOIN pg_catalog.pg_roles AS r
    ON pg_catalog.pg_has_role(r.oid, n.nspowner, 'MEMBER')
    OR (pg_catalog.current_setting('server_version_num')::integer < 160000 AND r.rolcreaterole AND NOT owner.rolsuper)
 WHERE n.nspname = 'oneroof'
 ORDER BY r.rolname::text COLLATE "C"
