-- Up to where this server's write-ahead log is on disk; it must not be a standby.
SELECT pg_catalog.pg_current_wal_flush_lsn()::text AS flushed
