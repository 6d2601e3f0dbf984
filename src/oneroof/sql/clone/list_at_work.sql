-- Server processes of oneroof and of PostgreSQL's tools that are at work in a clone or on it, this session's own left out.
-- database text
SELECT pid
  FROM pg_catalog.pg_stat_activity
 WHERE pid <> pg_catalog.pg_backend_pid() AND application_name LIKE 'oneroof%%'
   AND (datname = %(database)s::text OR (state <> 'idle' AND pg_catalog.strpos(query, %(database)s::text) > 0))
