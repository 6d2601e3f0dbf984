-- Asked through psql, with a tool's own connection and environment: where it is, and whether it can only read.
SELECT pg_catalog.json_build_object(
           'database', pg_catalog.current_database(),
           'system_identifier', (SELECT system_identifier FROM pg_catalog.pg_control_system())::text,
           'read_only', pg_catalog.current_setting('transaction_read_only') = 'on')
