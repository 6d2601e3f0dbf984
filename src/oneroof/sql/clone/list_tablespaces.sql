-- Tablespaces that an administrator made.
SELECT spcname::text AS name FROM pg_catalog.pg_tablespace WHERE spcname !~ '^pg_' ORDER BY spcname COLLATE "C"
