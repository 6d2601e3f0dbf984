-- Of settings by name: which this server knows without a library that only a session loads.
-- names text[]
SELECT wanted.name, EXISTS (SELECT FROM pg_catalog.pg_settings s WHERE s.name = wanted.name) AS known
  FROM pg_catalog.unnest(%(names)s::text[]) AS wanted (name)
