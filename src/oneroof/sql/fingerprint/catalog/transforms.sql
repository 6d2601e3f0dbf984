-- Transforms, by type and language.
WITH element AS (
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
FROM pg_catalog.pg_transform p
JOIN type tt ON tt.oid = p.trftype
JOIN pg_catalog.pg_language l ON l.oid = p.trflang
LEFT JOIN member m ON m.classid = 'pg_catalog.pg_transform'::regclass AND m.objid = p.oid
CROSS JOIN LATERAL (
    SELECT CASE WHEN l.lanname ~ '^[a-z_][a-z0-9_]*$' THEN l.lanname
                ELSE '"' || pg_catalog.replace(l.lanname, '"', '""') || '"' END AS lanname
) AS spelled
CROSS JOIN LATERAL (
    SELECT 'transform:' || tt.name || '.' || spelled.lanname AS ref,
           coalesce(m.extension, 'database:this') AS parent
) AS entry
CROSS JOIN LATERAL (VALUES
    ('functions', pg_catalog.format('from %s to %s', p.trffromsql, p.trftosql)),
    ('comment',   pg_catalog.obj_description(p.oid, 'pg_transform'))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
  AND p.oid >= 16384
