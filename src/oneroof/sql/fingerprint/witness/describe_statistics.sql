-- What an extended statistics object is to the witness: its statement.
-- schema text, name text
SELECT pg_catalog.pg_get_statisticsobjdef(s.oid) AS definition, s.stxrelid AS host,
       ARRAY['pg_catalog.pg_statistic_ext'] AS catalogs, ARRAY[s.oid] AS objects, ARRAY[0] AS parts
FROM pg_catalog.pg_statistic_ext s
JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace
WHERE n.nspname = %(schema)s::text AND s.stxname = %(name)s::text
