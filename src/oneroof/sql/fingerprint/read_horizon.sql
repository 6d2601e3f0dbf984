-- The first transaction id that no row which is there now can have: what is written from here on has it or a later one.
SELECT pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text AS since
