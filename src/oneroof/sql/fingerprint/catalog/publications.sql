-- Publications with what they publish.
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
     pg_catalog.format('all %s insert %s update %s delete %s truncate %s via root %s generated %s',
                       p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate, p.pubviaroot,
                       pg_catalog.to_jsonb(p) ->> 'pubgencols')),
    ('tables',
     (SELECT pg_catalog.string_agg(item, ', ' ORDER BY item COLLATE "C")
      FROM (SELECT pg_catalog.format('%s (%s) WHERE %s', r.prrelid::regclass,
                   (SELECT pg_catalog.string_agg(pg_catalog.quote_literal(a.attname), ',' ORDER BY a.attname)
                    FROM pg_catalog.pg_attribute a WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs)),
                   pg_catalog.pg_get_expr(r.prqual, r.prrelid)) AS item
            FROM pg_catalog.pg_publication_rel r WHERE r.prpubid = p.oid) AS items)),
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
