-- Foreign servers: their wrapper, and how many user mappings and foreign tables hang on each.
SELECT s.srvname::text AS name, w.fdwname::text AS wrapper,
       (SELECT pg_catalog.count(*)::int FROM pg_catalog.pg_user_mappings m WHERE m.srvid = s.oid)         AS mappings,
       (SELECT pg_catalog.count(*)::int FROM pg_catalog.pg_foreign_table t WHERE t.ftserver = s.oid)      AS tables
  FROM pg_catalog.pg_foreign_server s
  JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = s.srvfdw
 ORDER BY s.srvname COLLATE "C"
