-- Fix settings for the rest of the session in one round trip, so that no output depends on the role's or the database's.
-- A setting that this server does not know yet is left out. names text[], values text[]
SELECT pg_catalog.set_config(s.name, s.value, false) AS value
  FROM ROWS FROM (pg_catalog.unnest(%(names)s::text[]), pg_catalog.unnest(%(values)s::text[])) AS s(name, value)
 WHERE pg_catalog.current_setting(s.name, true) IS NOT NULL
