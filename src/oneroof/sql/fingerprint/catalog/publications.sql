-- Publications with what they publish; their tables stand in published.
WITH member AS (
    SELECT d.classid, d.objid, e.extowner AS owner,
           'extension:' || CASE WHEN e.extname ~ '^[a-z_][a-z0-9_]*$' THEN e.extname
                                ELSE '"' || pg_catalog.replace(e.extname, '"', '""') || '"' END AS extension
    FROM pg_catalog.pg_depend d
    JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
    WHERE d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.deptype = 'e'
)
SELECT entry.ref, entry.parent, facet.name AS facet, facet.value
FROM pg_catalog.pg_publication p
LEFT JOIN member m ON m.classid = 'pg_catalog.pg_publication'::regclass AND m.objid = p.oid
CROSS JOIN LATERAL (
    SELECT CASE WHEN p.pubname ~ '^[a-z_][a-z0-9_]*$' THEN p.pubname
                ELSE '"' || pg_catalog.replace(p.pubname, '"', '""') || '"' END AS pubname
) AS spelled
CROSS JOIN LATERAL (
    SELECT 'publication:' || spelled.pubname AS ref,
           coalesce(m.extension, 'database:this') AS parent
) AS entry
CROSS JOIN LATERAL (VALUES
    ('publishes',
     pg_catalog.format('all %s insert %s update %s delete %s truncate %s via root %s',
                       p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate, p.pubviaroot)),
    ('generated', pg_catalog.to_jsonb(p) ->> 'pubgencols'),
    ('schemas',
     (SELECT pg_catalog.string_agg(n.pnnspid::regnamespace::text, ', '
                                   ORDER BY n.pnnspid::regnamespace::text COLLATE "C")
      FROM pg_catalog.pg_publication_namespace n WHERE n.pnpubid = p.oid)),
    ('owner',
     CASE WHEN m.extension IS NULL OR p.pubowner NOT IN (m.owner, 10)
          THEN p.pubowner::regrole::text END),
    ('comment', pg_catalog.obj_description(p.oid, 'pg_publication'))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
