-- What became of a transaction (manual, section 9.27.10): committed, aborted, in progress; NULL when it is too old to be known,
-- or was never given by this server.
-- transaction_id text (as pg_current_xact_id gave it)
SELECT CASE WHEN %(transaction_id)s::pg_catalog.xid8
                 < pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())
            THEN pg_catalog.pg_xact_status(%(transaction_id)s::pg_catalog.xid8) END AS status
