-- Casts, by source and target type; the one that a range type made belongs to the type.
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
), made AS (
    SELECT d.classid, d.objid,
           'type:' || s.name || '.' || CASE WHEN t.typname ~ '^[a-z_][a-z0-9_]*$' THEN t.typname
                                            ELSE '"' || pg_catalog.replace(t.typname, '"', '""') || '"' END AS type
    FROM pg_catalog.pg_depend d
    JOIN pg_catalog.pg_type t ON t.oid = d.refobjid
    JOIN schema s ON s.oid = t.typnamespace
    WHERE d.refclassid = 'pg_catalog.pg_type'::regclass AND d.deptype = 'i'
      AND (t.typtype = 'r' OR (t.typtype = 'm' AND d.classid = 'pg_catalog.pg_proc'::regclass))
), member AS (
    SELECT d.classid, d.objid, e.extowner AS owner,
           'extension:' || CASE WHEN e.extname ~ '^[a-z_][a-z0-9_]*$' THEN e.extname
                                ELSE '"' || pg_catalog.replace(e.extname, '"', '""') || '"' END AS extension
    FROM pg_catalog.pg_depend d
    JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
    WHERE d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.deptype = 'e'
)
SELECT entry.ref, entry.parent, facet.name AS facet, facet.value
FROM pg_catalog.pg_cast p
JOIN type st ON st.oid = p.castsource
JOIN type tt ON tt.oid = p.casttarget
LEFT JOIN made ON made.classid = 'pg_catalog.pg_cast'::regclass AND made.objid = p.oid
LEFT JOIN member m ON m.classid = 'pg_catalog.pg_cast'::regclass AND m.objid = p.oid
CROSS JOIN LATERAL (
    SELECT 'cast:' || st.name || '->' || tt.name AS ref,
           coalesce(m.extension, made.type, 'database:this') AS parent
) AS entry
CROSS JOIN LATERAL (VALUES
    ('function', CASE WHEN p.castfunc <> 0 THEN p.castfunc::oid::regprocedure::text END),
    ('context',  p.castcontext::text),
    ('method',   p.castmethod::text),
    ('comment',  pg_catalog.obj_description(p.oid, 'pg_cast'))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
  AND p.oid >= 16384
