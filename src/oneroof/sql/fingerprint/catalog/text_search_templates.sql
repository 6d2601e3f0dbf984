-- Text search templates.
WITH schema AS (
    SELECT oid, CASE WHEN nspname ~ '^[a-z_][a-z0-9_]*$' THEN nspname
                     ELSE '"' || pg_catalog.replace(nspname, '"', '""') || '"' END AS name
    FROM pg_catalog.pg_namespace
    WHERE nspname !~ '^pg_(toast|temp_)'
), member AS (
    SELECT d.classid, d.objid, e.extowner AS owner,
           'extension:' || CASE WHEN e.extname ~ '^[a-z_][a-z0-9_]*$' THEN e.extname
                                ELSE '"' || pg_catalog.replace(e.extname, '"', '""') || '"' END AS extension
    FROM pg_catalog.pg_depend d
    JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
    WHERE d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.deptype = 'e'
)
SELECT entry.ref, entry.parent, facet.name AS facet, facet.value
FROM pg_catalog.pg_ts_template p
JOIN schema s ON s.oid = p.tmplnamespace
LEFT JOIN member m ON m.classid = 'pg_catalog.pg_ts_template'::regclass AND m.objid = p.oid
CROSS JOIN LATERAL (
    SELECT CASE WHEN p.tmplname ~ '^[a-z_][a-z0-9_]*$' THEN p.tmplname
                ELSE '"' || pg_catalog.replace(p.tmplname, '"', '""') || '"' END AS tmplname
) AS spelled
CROSS JOIN LATERAL (
    SELECT 'text_search_template:' || s.name || '.' || spelled.tmplname AS ref,
           coalesce(m.extension, 'schema:' || s.name) AS parent
) AS entry
CROSS JOIN LATERAL (VALUES
    ('functions', pg_catalog.format('%s %s', p.tmplinit, p.tmpllexize)),
    ('comment',   pg_catalog.obj_description(p.oid, 'pg_ts_template'))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
  AND p.oid >= 16384
