-- Of tablespaces by name: which this server does not have.
-- names text[]
SELECT wanted.name
  FROM pg_catalog.unnest(%(names)s::text[]) AS wanted (name)
 WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_tablespace t WHERE t.spcname = wanted.name)
 ORDER BY wanted.name COLLATE "C"
