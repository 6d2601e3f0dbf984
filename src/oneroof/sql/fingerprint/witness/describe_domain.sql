-- What the default of a domain is to the witness: its text, and what the domain depends on.
-- schema text, name text
SELECT pg_catalog.pg_get_expr(t.typdefaultbin, 0) AS definition,
       ARRAY['pg_catalog.pg_type'] AS catalogs, ARRAY[t.oid] AS objects, ARRAY[0] AS parts
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE t.typtype = 'd' AND n.nspname = %(schema)s::text AND t.typname = %(name)s::text
