-- The server and the database as they say it themselves.
SELECT pg_catalog.current_setting('server_version')                AS server_version,
       pg_catalog.current_setting('server_version_num')::int / 10000 AS server_major,
       pg_catalog.current_database()::text                         AS database,
       pg_catalog.pg_is_in_recovery()                              AS in_recovery
