-- Extensions. The owner of one that came with the cluster is left out when it is the bootstrap superuser, whose name
-- belongs to the cluster.
SELECT entry.ref, 'database:this' AS parent, facet.name AS facet, facet.value
FROM pg_catalog.pg_extension e
CROSS JOIN LATERAL (
    SELECT 'extension:' || CASE WHEN e.extname ~ '^[a-z_][a-z0-9_]*$' THEN e.extname
                                ELSE '"' || pg_catalog.replace(e.extname, '"', '""') || '"' END AS ref
) AS entry
CROSS JOIN LATERAL (VALUES
    ('version',     e.extversion),
    ('relocatable', e.extrelocatable::text),
    ('schema',      e.extnamespace::regnamespace::text),
    ('owner',       CASE WHEN e.oid >= 16384 OR e.extowner <> 10 THEN e.extowner::regrole::text END),
    ('dumped',      (SELECT pg_catalog.string_agg(pg_catalog.format('%s %s', t.oid::regclass, t.condition), ', '
                                                  ORDER BY t.oid::regclass::text COLLATE "C")
                     FROM ROWS FROM (pg_catalog.unnest(e.extconfig),
                                     pg_catalog.unnest(e.extcondition)) AS t(oid, condition))),
    ('comment',     pg_catalog.obj_description(e.oid, 'pg_extension'))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
