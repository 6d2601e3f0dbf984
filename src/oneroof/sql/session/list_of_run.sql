-- Which of these server processes still work for a run: those of a process that was killed end a moment after it.
-- pids int4[], application text
SELECT pid
  FROM pg_catalog.pg_stat_activity
 WHERE pid = ANY (%(pids)s::int4[]) AND application_name = %(application)s::text
