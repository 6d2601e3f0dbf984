-- One digest over the built-in views and one over the comments on built-in objects: they belong to the minor version
-- that the cluster was made with, so they are compared within a cluster only.
SELECT 'builtin:views' AS ref, NULL AS parent, 'digest' AS facet,
       pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.string_agg(pg_catalog.format('%s %s', c.oid::regclass, pg_catalog.pg_get_viewdef(c.oid)),
           pg_catalog.chr(10) ORDER BY c.oid::regclass::text COLLATE "C"), 'UTF8')), 'hex') AS value
FROM pg_catalog.pg_class c
WHERE c.oid < 16384 AND c.relkind = 'v'
UNION ALL
SELECT 'builtin:comments', NULL, 'digest',
       pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.string_agg(pg_catalog.format('%s %s %s', i.type, i.identity, d.description),
           pg_catalog.chr(10) ORDER BY pg_catalog.format('%s %s %s', i.type, i.identity, d.description) COLLATE "C"), 'UTF8')), 'hex')
FROM pg_catalog.pg_description d
CROSS JOIN LATERAL pg_catalog.pg_identify_object(d.classoid, d.objoid, d.objsubid) AS i
WHERE d.objoid < 16384 AND NOT (d.classoid = 'pg_catalog.pg_namespace'::regclass AND i.name = 'public')
      AND d.classoid NOT IN ('pg_catalog.pg_largeobject'::regclass, 'pg_catalog.pg_extension'::regclass)
