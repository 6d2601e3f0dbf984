-- Schemas: public, and every other that is not built in, temporary or for TOAST.
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
FROM schema s
JOIN pg_catalog.pg_namespace n ON n.oid = s.oid
LEFT JOIN member m ON m.classid = 'pg_catalog.pg_namespace'::regclass AND m.objid = n.oid
LEFT JOIN pg_catalog.pg_init_privs i
       ON i.classoid = 'pg_catalog.pg_namespace'::regclass AND i.objoid = n.oid AND i.objsubid = 0
CROSS JOIN LATERAL (
    SELECT 'schema:' || s.name AS ref,
           coalesce(m.extension, 'database:this') AS parent,
           coalesce(n.nspacl, pg_catalog.acldefault('n', n.nspowner)) AS acl,
           coalesce(i.initprivs, pg_catalog.acldefault('n', n.nspowner)) AS initial
) AS entry
CROSS JOIN LATERAL (VALUES
    ('owner',
     CASE WHEN m.extension IS NULL OR n.nspowner NOT IN (m.owner, 10)
          THEN n.nspowner::regrole::text END),
    ('acl',
     CASE WHEN m.extension IS NULL OR NOT (entry.acl @> entry.initial AND entry.initial @> entry.acl)
          THEN (SELECT pg_catalog.string_agg(item, ', ' ORDER BY item COLLATE "C")
                FROM (SELECT pg_catalog.format('%s=%s%s/%s', a.grantee::regrole, a.privilege_type,
                             CASE WHEN a.is_grantable THEN '*' END, a.grantor::regrole) AS item
                      FROM pg_catalog.aclexplode(entry.acl) a) AS items) END),
    ('comment', pg_catalog.obj_description(n.oid, 'pg_namespace'))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
  AND (n.oid >= 16384 OR n.nspname = 'public')
