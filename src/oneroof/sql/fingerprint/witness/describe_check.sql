-- What a CHECK of a table or domain is to the witness: its text, and what its expression depends on.
-- schema text, holder text, name text
SELECT 'CHECK (' || pg_catalog.pg_get_expr(k.conbin, k.conrelid) || ')' AS definition,
       ARRAY(SELECT pg_catalog.format('%%s %%s %%s %%s', d.refclassid, d.refobjid, d.refobjsubid,
                                      d.deptype) AS dependency
             FROM pg_catalog.pg_depend d
             WHERE d.classid = 'pg_catalog.pg_constraint'::regclass AND d.objid = k.oid
             ORDER BY 1) AS dependencies
FROM pg_catalog.pg_constraint k
LEFT JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
LEFT JOIN pg_catalog.pg_type t ON t.oid = k.contypid
JOIN pg_catalog.pg_namespace n ON n.oid = coalesce(c.relnamespace, t.typnamespace)
WHERE k.contype = 'c' AND k.conname = %(name)s::text AND n.nspname = %(schema)s::text
  AND coalesce(c.relname, t.typname) = %(holder)s::text
