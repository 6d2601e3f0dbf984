-- Of extensions by name: which this server cannot install.
-- names text[]
SELECT wanted.name
  FROM pg_catalog.unnest(%(names)s::text[]) AS wanted (name)
 WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_available_extensions a WHERE a.name = wanted.name)
 ORDER BY wanted.name COLLATE "C"
