-- Foreign data wrappers. Option values are salted digests.
-- salt text
WITH member AS (
    SELECT d.classid, d.objid, e.extowner AS owner,
           'extension:' || CASE WHEN e.extname ~ '^[a-z_][a-z0-9_]*$' THEN e.extname
                                ELSE '"' || pg_catalog.replace(e.extname, '"', '""') || '"' END AS extension
    FROM pg_catalog.pg_depend d
    JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
    WHERE d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.deptype = 'e'
)
SELECT entry.ref, entry.parent, facet.name AS facet, facet.value
FROM pg_catalog.pg_foreign_data_wrapper p
LEFT JOIN member m ON m.classid = 'pg_catalog.pg_foreign_data_wrapper'::regclass AND m.objid = p.oid
LEFT JOIN pg_catalog.pg_init_privs i
       ON i.classoid = 'pg_catalog.pg_foreign_data_wrapper'::regclass AND i.objoid = p.oid AND i.objsubid = 0
CROSS JOIN LATERAL (
    SELECT CASE WHEN p.fdwname ~ '^[a-z_][a-z0-9_]*$' THEN p.fdwname
                ELSE '"' || pg_catalog.replace(p.fdwname, '"', '""') || '"' END AS fdwname
) AS spelled
CROSS JOIN LATERAL (
    SELECT 'foreign_data_wrapper:' || spelled.fdwname AS ref,
           coalesce(m.extension, 'database:this') AS parent,
           coalesce(p.fdwacl, pg_catalog.acldefault('F', p.fdwowner)) AS acl,
           coalesce(i.initprivs, pg_catalog.acldefault('F', p.fdwowner)) AS initial
) AS entry
CROSS JOIN LATERAL (VALUES
    ('functions',
     pg_catalog.format('handler %%s validator %%s', nullif(p.fdwhandler, 0)::regprocedure,
                       nullif(p.fdwvalidator, 0)::regprocedure)),
    ('options',
     (SELECT pg_catalog.string_agg(digest, ', ' ORDER BY digest COLLATE "C")
      FROM (SELECT pg_catalog.split_part(o, '=', 1) || '=' || pg_catalog.encode(pg_catalog.sha256(
                       pg_catalog.convert_to(%(salt)s::text || entry.ref || ' ' || o, 'UTF8')), 'hex') AS digest
            FROM pg_catalog.unnest(p.fdwoptions) AS o) AS digests)),
    ('owner',
     CASE WHEN m.extension IS NULL OR p.fdwowner NOT IN (m.owner, 10)
          THEN p.fdwowner::regrole::text END),
    ('acl',
     CASE WHEN m.extension IS NULL OR NOT (entry.acl @> entry.initial AND entry.initial @> entry.acl)
          THEN (SELECT pg_catalog.string_agg(item, ', ' ORDER BY item COLLATE "C")
                FROM (SELECT pg_catalog.format('%%s=%%s%%s/%%s', a.grantee::regrole, a.privilege_type,
                             CASE WHEN a.is_grantable THEN '*' END, a.grantor::regrole) AS item
                      FROM pg_catalog.aclexplode(entry.acl) a) AS items) END),
    ('comment', pg_catalog.obj_description(p.oid, 'pg_foreign_data_wrapper'))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
