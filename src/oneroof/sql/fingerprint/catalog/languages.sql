-- Procedural languages that were added.
WITH member AS (
    SELECT d.classid, d.objid, e.extowner AS owner,
           'extension:' || CASE WHEN e.extname ~ '^[a-z_][a-z0-9_]*$' THEN e.extname
                                ELSE '"' || pg_catalog.replace(e.extname, '"', '""') || '"' END AS extension
    FROM pg_catalog.pg_depend d
    JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
    WHERE d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.deptype = 'e'
)
SELECT entry.ref, entry.parent, facet.name AS facet, facet.value
FROM pg_catalog.pg_language p
LEFT JOIN member m ON m.classid = 'pg_catalog.pg_language'::regclass AND m.objid = p.oid
LEFT JOIN pg_catalog.pg_init_privs i
       ON i.classoid = 'pg_catalog.pg_language'::regclass AND i.objoid = p.oid AND i.objsubid = 0
CROSS JOIN LATERAL (
    SELECT CASE WHEN p.lanname ~ '^[a-z_][a-z0-9_]*$' THEN p.lanname
                ELSE '"' || pg_catalog.replace(p.lanname, '"', '""') || '"' END AS lanname
) AS spelled
CROSS JOIN LATERAL (
    SELECT 'language:' || spelled.lanname AS ref,
           coalesce(m.extension, 'database:this') AS parent,
           coalesce(p.lanacl, pg_catalog.acldefault('l', p.lanowner)) AS acl,
           coalesce(i.initprivs, pg_catalog.acldefault('l', p.lanowner)) AS initial
) AS entry
CROSS JOIN LATERAL (VALUES
    ('definition',
     pg_catalog.format('procedural %s trusted %s %s %s %s', p.lanispl, p.lanpltrusted,
                       p.lanplcallfoid::regprocedure, nullif(p.laninline, 0)::regprocedure,
                       nullif(p.lanvalidator, 0)::regprocedure)),
    ('owner',
     CASE WHEN m.extension IS NULL OR p.lanowner NOT IN (m.owner, 10)
          THEN p.lanowner::regrole::text END),
    ('acl',
     CASE WHEN m.extension IS NULL OR NOT (entry.acl @> entry.initial AND entry.initial @> entry.acl)
          THEN (SELECT pg_catalog.string_agg(item, ', ' ORDER BY item COLLATE "C")
                FROM (SELECT pg_catalog.format('%s=%s%s/%s', a.grantee::regrole, a.privilege_type,
                             CASE WHEN a.is_grantable THEN '*' END, a.grantor::regrole) AS item
                      FROM pg_catalog.aclexplode(entry.acl) a) AS items) END),
    ('comment', pg_catalog.obj_description(p.oid, 'pg_language'))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
  AND p.oid >= 16384
