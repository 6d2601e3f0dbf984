-- The server's major version, as the pins have it.
SELECT pg_catalog.jsonb_build_object('major version', pg_catalog.current_setting('server_version_num')::integer / 10000) AS version
