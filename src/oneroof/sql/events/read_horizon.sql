-- The safe horizon: below this transaction id every transaction of the server has ended.
SELECT pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot())::text AS horizon,
       (SELECT system_identifier::text FROM pg_catalog.pg_control_system()) AS system_identifier
