-- Operators, by schema, name and operand types.
WITH schema AS (
    SELECT oid, CASE WHEN nspname ~ '^[a-z_][a-z0-9_]*$' THEN nspname
                     ELSE '"' || pg_catalog.replace(nspname, '"', '""') || '"' END AS name
    FROM pg_catalog.pg_namespace
    WHERE nspname !~ '^pg_(toast|temp_)'
), element AS (
    SELECT t.oid, t.typarray, n.nspname, CASE WHEN n.nspname ~ '^[a-z_][a-z0-9_]*$' THEN n.nspname
                                              ELSE '"' || pg_catalog.replace(n.nspname, '"', '""') || '"' END
               || '.' || CASE WHEN t.typname ~ '^[a-z_][a-z0-9_]*$' THEN t.typname
                              ELSE '"' || pg_catalog.replace(t.typname, '"', '""') || '"' END AS name
    FROM pg_catalog.pg_type t
    JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
), type AS (
    SELECT e.oid, CASE e.nspname WHEN 'pg_catalog' THEN pg_catalog.format_type(e.oid, NULL)
                                 ELSE coalesce(a.name || '[]', e.name) END AS name
    FROM element e
    LEFT JOIN element a ON a.typarray = e.oid
), member AS (
    SELECT d.classid, d.objid, e.extowner AS owner,
           'extension:' || CASE WHEN e.extname ~ '^[a-z_][a-z0-9_]*$' THEN e.extname
                                ELSE '"' || pg_catalog.replace(e.extname, '"', '""') || '"' END AS extension
    FROM pg_catalog.pg_depend d
    JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
    WHERE d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.deptype = 'e'
)
SELECT entry.ref, entry.parent, facet.name AS facet, facet.value
FROM pg_catalog.pg_operator p
JOIN schema s ON s.oid = p.oprnamespace
LEFT JOIN type lt ON lt.oid = p.oprleft
LEFT JOIN type rt ON rt.oid = p.oprright
LEFT JOIN member m ON m.classid = 'pg_catalog.pg_operator'::regclass AND m.objid = p.oid
CROSS JOIN LATERAL (
    SELECT 'operator:' || s.name || '.' || p.oprname
                  || '(' || coalesce(lt.name, 'NONE') || ',' || coalesce(rt.name, 'NONE') || ')' AS ref,
           coalesce(m.extension, 'schema:' || s.name) AS parent
) AS entry
CROSS JOIN LATERAL (VALUES
    ('function',      CASE WHEN p.oprcode <> 0 THEN p.oprcode::oid::regprocedure::text END),
    ('result',        CASE WHEN p.oprresult <> 0 THEN p.oprresult::regtype::text END),
    ('commutator',    CASE WHEN p.oprcom <> 0 THEN p.oprcom::regoperator::text END),
    ('negator',       CASE WHEN p.oprnegate <> 0 THEN p.oprnegate::regoperator::text END),
    ('restrict',      CASE WHEN p.oprrest <> 0 THEN p.oprrest::oid::regprocedure::text END),
    ('join',          CASE WHEN p.oprjoin <> 0 THEN p.oprjoin::oid::regprocedure::text END),
    ('merges_hashes', pg_catalog.format('%s %s', p.oprcanmerge, p.oprcanhash)),
    ('owner',
     CASE WHEN m.extension IS NULL OR p.oprowner NOT IN (m.owner, 10)
          THEN p.oprowner::regrole::text END),
    ('comment',       pg_catalog.obj_description(p.oid, 'pg_operator'))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
  AND p.oid >= 16384
