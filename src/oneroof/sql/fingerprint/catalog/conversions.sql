-- Conversions between encodings.
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
FROM pg_catalog.pg_conversion p
JOIN schema s ON s.oid = p.connamespace
LEFT JOIN member m ON m.classid = 'pg_catalog.pg_conversion'::regclass AND m.objid = p.oid
CROSS JOIN LATERAL (
    SELECT CASE WHEN p.conname ~ '^[a-z_][a-z0-9_]*$' THEN p.conname
                ELSE '"' || pg_catalog.replace(p.conname, '"', '""') || '"' END AS conname
) AS spelled
CROSS JOIN LATERAL (
    SELECT 'conversion:' || s.name || '.' || spelled.conname AS ref,
           coalesce(m.extension, 'schema:' || s.name) AS parent
) AS entry
CROSS JOIN LATERAL (VALUES
    ('definition',
     pg_catalog.format('%s to %s by %s default %s', pg_catalog.pg_encoding_to_char(p.conforencoding),
               pg_catalog.pg_encoding_to_char(p.contoencoding), p.conproc::oid::regprocedure, p.condefault)),
    ('owner',
     CASE WHEN m.extension IS NULL OR p.conowner NOT IN (m.owner, 10)
          THEN p.conowner::regrole::text END),
    ('comment', pg_catalog.obj_description(p.oid, 'pg_conversion'))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
  AND p.oid >= 16384
