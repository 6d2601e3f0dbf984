-- Owners and ACLs of built-in objects where they are no longer what the cluster was made with.
-- The bootstrap superuser, whose name belongs to the cluster, is spelled BOOTSTRAP.
WITH builtin AS (
    SELECT 'pg_catalog.pg_class'::regclass AS class, oid, 0 AS part, relowner AS owner,
           coalesce(relacl, pg_catalog.acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner)) AS acl
    FROM pg_catalog.pg_class WHERE oid < 16384 AND relkind NOT IN ('i', 't', 'c')
    UNION ALL
    SELECT 'pg_catalog.pg_class'::regclass, attrelid, attnum, 10, attacl
    FROM pg_catalog.pg_attribute WHERE attrelid < 16384 AND attacl IS NOT NULL
    UNION ALL
    SELECT 'pg_catalog.pg_proc'::regclass, oid, 0, proowner, coalesce(proacl, pg_catalog.acldefault('f', proowner))
    FROM pg_catalog.pg_proc WHERE oid < 16384
    UNION ALL
    SELECT 'pg_catalog.pg_type'::regclass, oid, 0, typowner, coalesce(typacl, pg_catalog.acldefault('T', typowner))
    FROM pg_catalog.pg_type WHERE oid < 16384
    UNION ALL
    SELECT 'pg_catalog.pg_language'::regclass, oid, 0, lanowner, coalesce(lanacl, pg_catalog.acldefault('l', lanowner))
    FROM pg_catalog.pg_language WHERE oid < 16384
    UNION ALL
    SELECT 'pg_catalog.pg_namespace'::regclass, oid, 0, nspowner, coalesce(nspacl, pg_catalog.acldefault('n', nspowner))
    FROM pg_catalog.pg_namespace WHERE oid < 16384 AND nspname <> 'public'
), judged AS (
    SELECT b.*, coalesce(i.initprivs, CASE b.class
               WHEN 'pg_catalog.pg_class'::regclass
               THEN CASE b.part WHEN 0 THEN pg_catalog.acldefault('r', b.owner) ELSE '{}' END
               WHEN 'pg_catalog.pg_proc'::regclass THEN pg_catalog.acldefault('f', b.owner)
               WHEN 'pg_catalog.pg_type'::regclass THEN pg_catalog.acldefault('T', b.owner)
               WHEN 'pg_catalog.pg_language'::regclass THEN pg_catalog.acldefault('l', b.owner)
               ELSE pg_catalog.acldefault('n', b.owner) END) AS initial
    FROM builtin b
    LEFT JOIN pg_catalog.pg_init_privs i ON i.classoid = b.class AND i.objoid = b.oid AND i.objsubid = b.part
)
SELECT 'builtin:' || i.type || ' ' || i.identity AS ref, 'database:this' AS parent, facet.name AS facet, facet.value
FROM judged j
CROSS JOIN LATERAL pg_catalog.pg_identify_object(j.class, j.oid, j.part) AS i
CROSS JOIN LATERAL (VALUES
    ('owner', CASE WHEN j.owner <> 10 THEN j.owner::regrole::text END),
    ('acl',   CASE WHEN NOT (j.acl @> j.initial AND j.initial @> j.acl) THEN coalesce(
                   (SELECT pg_catalog.string_agg(item, ', ' ORDER BY item COLLATE "C")
                    FROM (SELECT pg_catalog.format('%s=%s%s/%s',
                                 CASE a.grantee WHEN 10 THEN 'BOOTSTRAP' ELSE a.grantee::regrole::text END,
                                 a.privilege_type, CASE WHEN a.is_grantable THEN '*' END,
                                 CASE a.grantor WHEN 10 THEN 'BOOTSTRAP' ELSE a.grantor::regrole::text END) AS item
                          FROM pg_catalog.aclexplode(j.acl) a) AS items), 'none') END)
) AS facet(name, value)
WHERE (j.owner <> 10 OR NOT (j.acl @> j.initial AND j.initial @> j.acl)) AND facet.value IS NOT NULL
