-- Operator classes.
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
FROM pg_catalog.pg_opclass p
JOIN schema s ON s.oid = p.opcnamespace
JOIN pg_catalog.pg_am am ON am.oid = p.opcmethod
JOIN pg_catalog.pg_opfamily f ON f.oid = p.opcfamily
LEFT JOIN member m ON m.classid = 'pg_catalog.pg_opclass'::regclass AND m.objid = p.oid
CROSS JOIN LATERAL (
    SELECT CASE WHEN p.opcname ~ '^[a-z_][a-z0-9_]*$' THEN p.opcname
                ELSE '"' || pg_catalog.replace(p.opcname, '"', '""') || '"' END AS opcname,
           CASE WHEN am.amname ~ '^[a-z_][a-z0-9_]*$' THEN am.amname
                ELSE '"' || pg_catalog.replace(am.amname, '"', '""') || '"' END AS amname
) AS spelled
CROSS JOIN LATERAL (
    SELECT 'operator_class:' || s.name || '.' || spelled.opcname || ' USING ' || spelled.amname AS ref,
           coalesce(m.extension, 'schema:' || s.name) AS parent
) AS entry
CROSS JOIN LATERAL (VALUES
    ('family',  pg_catalog.format('%s.%L', f.opfnamespace::regnamespace, f.opfname)),
    ('input',   p.opcintype::regtype::text),
    ('default', p.opcdefault::text),
    ('key',     CASE WHEN p.opckeytype <> 0 THEN p.opckeytype::regtype::text END),
    ('owner',
     CASE WHEN m.extension IS NULL OR p.opcowner NOT IN (m.owner, 10)
          THEN p.opcowner::regrole::text END),
    ('comment', pg_catalog.obj_description(p.oid, 'pg_opclass'))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
  AND p.oid >= 16384
