-- For whom a foreign server of a wrapper has a mapping; a user of NULL is PUBLIC.
-- wrapper text
SELECT m.srvname::text AS server, CASE WHEN m.umuser = 0 THEN NULL ELSE m.usename::text END AS "user"
  FROM pg_catalog.pg_user_mappings m
  JOIN pg_catalog.pg_foreign_server s ON s.oid = m.srvid
  JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = s.srvfdw
 WHERE w.fdwname = %(wrapper)s::text
 ORDER BY m.srvname COLLATE "C", m.usename COLLATE "C"
