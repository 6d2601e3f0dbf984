-- ALTER DATABASE ... SET and ALTER ROLE ... IN DATABASE ... SET of one database, as stored.
-- database text
SELECT r.rolname::text                                                     AS role,
       pg_catalog.split_part(setting.entry, '=', 1)                        AS name,
       pg_catalog.substr(setting.entry, pg_catalog.strpos(setting.entry, '=') + 1) AS value,
       setting.place
  FROM pg_catalog.pg_database d
  JOIN pg_catalog.pg_db_role_setting s ON s.setdatabase = d.oid
 CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) WITH ORDINALITY AS setting (entry, place)
  LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole
 WHERE d.datname = %(database)s::text
 ORDER BY r.rolname COLLATE "C" NULLS FIRST, setting.place
