-- Where this server stands in its write-ahead log, which server and which life of it that is, and which session asks.
-- The log's own positions are NULL on a standby.
SELECT v.in_recovery,
       pg_catalog.current_setting('wal_level')                                       AS wal_level,
       (SELECT c.system_identifier FROM pg_catalog.pg_control_system() c)::text      AS system_identifier,
       pg_catalog.pg_postmaster_start_time()::text                                   AS server_started,
       pg_catalog.pg_backend_pid()                                                   AS pid,
       (SELECT a.backend_start::text FROM pg_catalog.pg_stat_activity a
         WHERE a.pid = pg_catalog.pg_backend_pid())                                  AS session_started,
       (SELECT d.oid::int8 FROM pg_catalog.pg_database d
         WHERE d.datname = pg_catalog.current_database())                            AS database,
       pg_catalog.current_database()::text                                           AS database_name,
       CASE WHEN NOT v.in_recovery THEN pg_catalog.pg_current_wal_insert_lsn()::text END AS inserted,
       CASE WHEN NOT v.in_recovery
            THEN pg_catalog.substr(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_insert_lsn()), 1, 8)
       END                                                                           AS timeline
FROM (SELECT pg_catalog.pg_is_in_recovery() AS in_recovery) AS v
