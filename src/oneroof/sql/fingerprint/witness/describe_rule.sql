-- What a rule is to the witness: its statement.
-- host oid, name text
SELECT pg_catalog.pg_get_ruledef(r.oid) AS definition,
       ARRAY['pg_catalog.pg_rewrite'] AS catalogs, ARRAY[r.oid] AS objects, ARRAY[0] AS parts
FROM pg_catalog.pg_rewrite r
WHERE r.ev_class = %(host)s::oid AND r.rulename = %(name)s::text
