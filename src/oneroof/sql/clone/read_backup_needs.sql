-- What a server that was copied file by file must have no less of than the one it was copied from.
SELECT pg_catalog.current_setting('max_locks_per_transaction')::int AS locks,
       pg_catalog.current_setting('max_connections')::int           AS connections,
       pg_catalog.current_setting('max_prepared_transactions')::int AS prepared,
       pg_catalog.current_setting('data_checksums')                 AS checksums
