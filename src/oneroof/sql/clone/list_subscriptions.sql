-- Subscriptions of this database: each would reach out to its publisher, and keeps the database from being dropped.
SELECT s.subname::text AS name, s.subenabled AS enabled, s.subslotname IS NOT NULL AS has_slot
  FROM pg_catalog.pg_subscription s
  JOIN pg_catalog.pg_database d ON d.oid = s.subdbid
 WHERE d.datname = pg_catalog.current_database()
 ORDER BY s.subname COLLATE "C"
