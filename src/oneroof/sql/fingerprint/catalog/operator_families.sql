-- Operator families with their operators and functions.
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
FROM pg_catalog.pg_opfamily p
JOIN schema s ON s.oid = p.opfnamespace
JOIN pg_catalog.pg_am am ON am.oid = p.opfmethod
LEFT JOIN member m ON m.classid = 'pg_catalog.pg_opfamily'::regclass AND m.objid = p.oid
CROSS JOIN LATERAL (
    SELECT CASE WHEN p.opfname ~ '^[a-z_][a-z0-9_]*$' THEN p.opfname
                ELSE '"' || pg_catalog.replace(p.opfname, '"', '""') || '"' END AS opfname,
           CASE WHEN am.amname ~ '^[a-z_][a-z0-9_]*$' THEN am.amname
                ELSE '"' || pg_catalog.replace(am.amname, '"', '""') || '"' END AS amname
) AS spelled
CROSS JOIN LATERAL (
    SELECT 'operator_family:' || s.name || '.' || spelled.opfname || ' USING ' || spelled.amname AS ref,
           coalesce(m.extension, 'schema:' || s.name) AS parent
) AS entry
CROSS JOIN LATERAL (VALUES
    ('operators',
     (SELECT coalesce(pg_catalog.string_agg(member, ', ' ORDER BY member COLLATE "C"), '')
      FROM (SELECT pg_catalog.format('%s %s %s %s %s', o.amopstrategy, o.amopopr::regoperator, o.amoppurpose,
                   (SELECT pg_catalog.format('%s.%L', f.opfnamespace::regnamespace, f.opfname)
                    FROM pg_catalog.pg_opfamily f WHERE f.oid = o.amopsortfamily),
                   pg_catalog.format('%s,%s', o.amoplefttype::regtype, o.amoprighttype::regtype)) AS member
            FROM pg_catalog.pg_amop o WHERE o.amopfamily = p.oid) AS members)),
    ('functions',
     (SELECT pg_catalog.string_agg(member, ', ' ORDER BY member COLLATE "C")
      FROM (SELECT pg_catalog.format('%s %s %s,%s', o.amprocnum, o.amproc::oid::regprocedure,
                   o.amproclefttype::regtype, o.amprocrighttype::regtype) AS member
            FROM pg_catalog.pg_amproc o WHERE o.amprocfamily = p.oid) AS members)),
    ('owner',
     CASE WHEN m.extension IS NULL OR p.opfowner NOT IN (m.owner, 10)
          THEN p.opfowner::regrole::text END),
    ('comment', pg_catalog.obj_description(p.oid, 'pg_opfamily'))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
  AND (p.oid >= 16384
       OR EXISTS (SELECT FROM pg_catalog.pg_amop o WHERE o.amopfamily = p.oid AND o.oid >= 16384)
       OR EXISTS (SELECT FROM pg_catalog.pg_amproc o WHERE o.amprocfamily = p.oid AND o.oid >= 16384))
