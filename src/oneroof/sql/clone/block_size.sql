-- Bytes of a page of this server.
SELECT pg_catalog.current_setting('block_size')::int AS bytes
