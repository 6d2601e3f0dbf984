-- A transaction id that no transaction has yet.
SELECT (pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text::pg_catalog.numeric + 1000000)::text AS xid
