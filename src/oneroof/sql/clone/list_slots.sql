-- Logical replication slots that read from this database; each also keeps it from being dropped.
SELECT s.slot_name::text AS name
  FROM pg_catalog.pg_replication_slots s
 WHERE s.database = pg_catalog.current_database()
 ORDER BY s.slot_name COLLATE "C"
