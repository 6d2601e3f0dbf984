-- Text search dictionaries.
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
FROM pg_catalog.pg_ts_dict p
JOIN schema s ON s.oid = p.dictnamespace
JOIN pg_catalog.pg_ts_template t ON t.oid = p.dicttemplate
LEFT JOIN member m ON m.classid = 'pg_catalog.pg_ts_dict'::regclass AND m.objid = p.oid
CROSS JOIN LATERAL (
    SELECT CASE WHEN p.dictname ~ '^[a-z_][a-z0-9_]*$' THEN p.dictname
                ELSE '"' || pg_catalog.replace(p.dictname, '"', '""') || '"' END AS dictname
) AS spelled
CROSS JOIN LATERAL (
    SELECT 'text_search_dictionary:' || s.name || '.' || spelled.dictname AS ref,
           coalesce(m.extension, 'schema:' || s.name) AS parent
) AS entry
CROSS JOIN LATERAL (VALUES
    ('template', pg_catalog.format('%s.%L', t.tmplnamespace::regnamespace, t.tmplname)),
    ('options',  p.dictinitoption),
    ('owner',
     CASE WHEN m.extension IS NULL OR p.dictowner NOT IN (m.owner, 10)
          THEN p.dictowner::regrole::text END),
    ('comment',  pg_catalog.obj_description(p.oid, 'pg_ts_dict'))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
  AND p.oid >= 16384
