-- What would keep a plain DROP DATABASE from dropping a database, save sessions, which come and go (manual, DROP DATABASE).
-- database text
SELECT obstacle.what, obstacle.name
  FROM pg_catalog.pg_database d
 CROSS JOIN LATERAL (
    SELECT 'owner' AS what, pg_catalog.pg_get_userbyid(d.datdba)::text AS name
     WHERE NOT pg_catalog.pg_has_role(current_user, d.datdba, 'USAGE')
     UNION ALL
    SELECT 'template', NULL WHERE d.datistemplate
     UNION ALL
    SELECT 'subscription', s.subname::text FROM pg_catalog.pg_subscription s WHERE s.subdbid = d.oid
     UNION ALL
    SELECT 'replication slot', s.slot_name::text FROM pg_catalog.pg_replication_slots s WHERE s.database = d.datname
     UNION ALL
    SELECT 'prepared transaction', p.gid FROM pg_catalog.pg_prepared_xacts p WHERE p.database = d.datname) AS obstacle
 WHERE d.datname = %(database)s::text
 ORDER BY obstacle.what COLLATE "C", obstacle.name COLLATE "C"
