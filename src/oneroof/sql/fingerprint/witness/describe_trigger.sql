-- What a trigger is to the witness: its statement.
-- host oid, name text
SELECT pg_catalog.pg_get_triggerdef(g.oid) AS definition,
       ARRAY['pg_catalog.pg_trigger'] AS catalogs, ARRAY[g.oid] AS objects, ARRAY[0] AS parts
FROM pg_catalog.pg_trigger g
WHERE g.tgrelid = %(host)s::oid AND g.tgname = %(name)s::text AND NOT g.tgisinternal
