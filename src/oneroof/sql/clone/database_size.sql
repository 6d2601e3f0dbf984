-- Bytes of a database on disk.
-- database text
SELECT pg_catalog.pg_database_size(%(database)s::name)::int8 AS bytes
