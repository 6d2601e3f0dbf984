-- Databases of this server that could be clones: all but templates.
SELECT d.datname::text AS name
  FROM pg_catalog.pg_database d
 WHERE NOT d.datistemplate
 ORDER BY d.datname COLLATE "C"
