-- Processes of this server that are neither a client's nor one of those that every server has.
SELECT a.backend_type::text AS kind
  FROM pg_catalog.pg_stat_activity a
 WHERE a.backend_type NOT IN ('client backend', 'autovacuum launcher', 'autovacuum worker', 'background writer',
                              'checkpointer', 'walwriter', 'startup', 'io worker', 'logger', 'parallel worker',
                              'walsummarizer')
 ORDER BY 1
