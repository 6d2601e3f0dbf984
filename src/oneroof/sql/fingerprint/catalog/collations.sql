-- Collations that were made or imported after the cluster, and can be used in this database.
-- The name of the locale has had three columns in turn (15, 17): they are read by name from the row.
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
FROM pg_catalog.pg_collation p
JOIN schema s ON s.oid = p.collnamespace
CROSS JOIN LATERAL (SELECT pg_catalog.to_jsonb(p) AS j) AS j
LEFT JOIN member m ON m.classid = 'pg_catalog.pg_collation'::regclass AND m.objid = p.oid
CROSS JOIN LATERAL (
    SELECT CASE WHEN p.collname ~ '^[a-z_][a-z0-9_]*$' THEN p.collname
                ELSE '"' || pg_catalog.replace(p.collname, '"', '""') || '"' END AS collname
) AS spelled
CROSS JOIN LATERAL (
    SELECT 'collation:' || s.name || '.' || spelled.collname AS ref,
           coalesce(m.extension, 'schema:' || s.name) AS parent
) AS entry
CROSS JOIN LATERAL (VALUES
    ('provider',      p.collprovider::text),
    ('deterministic', p.collisdeterministic::text),
    ('locale',
     pg_catalog.format('%L %L %L %L', p.collcollate, p.collctype,
                       coalesce(j.j ->> 'colllocale', j.j ->> 'colliculocale'), j.j ->> 'collicurules')),
    ('version',       p.collversion),
    ('owner',
     CASE WHEN m.extension IS NULL OR p.collowner NOT IN (m.owner, 10)
          THEN p.collowner::regrole::text END),
    ('comment',       pg_catalog.obj_description(p.oid, 'pg_collation'))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
  AND p.oid >= 16384
  AND p.collencoding IN (-1, (SELECT d.encoding FROM pg_catalog.pg_database d
                              WHERE d.datname = pg_catalog.current_database()))
