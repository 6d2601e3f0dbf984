-- What a row security policy is to the witness: both its texts.
-- host oid, name text
SELECT pg_catalog.pg_get_expr(p.polqual, p.polrelid) AS using,
       pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) AS with_check,
       ARRAY['pg_catalog.pg_policy'] AS catalogs, ARRAY[p.oid] AS objects, ARRAY[0] AS parts
FROM pg_catalog.pg_policy p
WHERE p.polrelid = %(host)s::oid AND p.polname = %(name)s::text
