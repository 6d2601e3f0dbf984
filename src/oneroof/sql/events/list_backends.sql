-- Processes of the server that work in this database, this session's own left out: clients and workers that somebody started.
SELECT pid
  FROM pg_catalog.pg_stat_activity
 WHERE datname = pg_catalog.current_database() AND pid <> pg_catalog.pg_backend_pid()
   AND backend_type <> ALL (ARRAY['autovacuum worker', 'parallel worker'])
