-- Databases that somebody may connect to, besides those named.
-- besides text[]
SELECT d.datname::text AS name
  FROM pg_catalog.pg_database d
 WHERE d.datallowconn AND d.datname <> ALL (%(besides)s::text[])
 ORDER BY d.datname COLLATE "C"
