-- Whether this server is a standby, the newest timeline that it knows itself to follow, and whether it has replayed the log up to
-- a position. Who receives may be hidden from this role; the other two are anybody's to read.
-- position text (pg_lsn)
SELECT pg_catalog.pg_is_in_recovery()                                     AS in_recovery,
       greatest((SELECT timeline_id FROM pg_catalog.pg_control_checkpoint()),
                (SELECT min_recovery_end_timeline FROM pg_catalog.pg_control_recovery()),
                (SELECT received_tli FROM pg_catalog.pg_stat_wal_receiver)) AS timeline,
       pg_catalog.pg_last_wal_replay_lsn()::text                           AS replayed,
       coalesce(pg_catalog.pg_last_wal_replay_lsn() >= %(position)s::text::pg_catalog.pg_lsn, false) AS caught_up
