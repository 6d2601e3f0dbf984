-- Index and table access methods that were added.
WITH member AS (
    SELECT d.classid, d.objid, e.extowner AS owner,
           'extension:' || CASE WHEN e.extname ~ '^[a-z_][a-z0-9_]*$' THEN e.extname
                                ELSE '"' || pg_catalog.replace(e.extname, '"', '""') || '"' END AS extension
    FROM pg_catalog.pg_depend d
    JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
    WHERE d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.deptype = 'e'
)
SELECT entry.ref, entry.parent, facet.name AS facet, facet.value
FROM pg_catalog.pg_am p
LEFT JOIN member m ON m.classid = 'pg_catalog.pg_am'::regclass AND m.objid = p.oid
CROSS JOIN LATERAL (
    SELECT CASE WHEN p.amname ~ '^[a-z_][a-z0-9_]*$' THEN p.amname
                ELSE '"' || pg_catalog.replace(p.amname, '"', '""') || '"' END AS amname
) AS spelled
CROSS JOIN LATERAL (
    SELECT 'access_method:' || spelled.amname AS ref,
           coalesce(m.extension, 'database:this') AS parent
) AS entry
CROSS JOIN LATERAL (VALUES
    ('type',    p.amtype::text),
    ('handler', CASE WHEN p.amhandler <> 0 THEN p.amhandler::oid::regprocedure::text END),
    ('comment', pg_catalog.obj_description(p.oid, 'pg_am'))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
  AND p.oid >= 16384
