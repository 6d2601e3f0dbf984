-- What a CHECK of a table or domain is to the witness: its text.
-- host oid (0: a domain's), schema text, holder text (of the domain), name text
SELECT 'CHECK (' || pg_catalog.pg_get_expr(k.conbin, k.conrelid) || ')' AS definition,
       ARRAY['pg_catalog.pg_constraint'] AS catalogs, ARRAY[k.oid] AS objects, ARRAY[0] AS parts
FROM pg_catalog.pg_constraint k
LEFT JOIN pg_catalog.pg_type t ON t.oid = k.contypid
LEFT JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE k.contype = 'c' AND k.conname = %(name)s::text AND k.conrelid = %(host)s::oid
  AND (%(host)s::oid <> 0 OR n.nspname = %(schema)s::text AND t.typname = %(holder)s::text)
