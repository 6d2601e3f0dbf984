-- Settings as the server runs with them; one that this version does not know is left out.
-- names text[]
SELECT s.name::text AS name, s.setting::text AS value
  FROM pg_catalog.pg_settings s
 WHERE s.name = ANY (%(names)s::text[])
 ORDER BY s.name COLLATE "C"
