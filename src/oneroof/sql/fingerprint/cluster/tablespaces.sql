-- Tablespaces.
SELECT entry.ref, entry.parent, facet.name AS facet, facet.value
FROM pg_catalog.pg_tablespace t
CROSS JOIN LATERAL (
    SELECT CASE WHEN t.spcname ~ '^[a-z_][a-z0-9_]*$' THEN t.spcname
                ELSE '"' || pg_catalog.replace(t.spcname, '"', '""') || '"' END AS spcname
) AS spelled
CROSS JOIN LATERAL (
    SELECT 'tablespace:' || spelled.spcname AS ref,
           NULL AS parent,
           coalesce(t.spcacl, pg_catalog.acldefault('t', t.spcowner)) AS acl
) AS entry
CROSS JOIN LATERAL (VALUES
    ('options',
     (SELECT pg_catalog.string_agg(o, ', ' ORDER BY o COLLATE "C")
      FROM pg_catalog.unnest(t.spcoptions) AS o)),
    ('location', pg_catalog.pg_tablespace_location(t.oid)),
    ('comment',  pg_catalog.shobj_description(t.oid, 'pg_tablespace')),
    ('owner',    t.spcowner::regrole::text),
    ('acl',
     (SELECT pg_catalog.string_agg(item, ', ' ORDER BY item COLLATE "C")
      FROM (SELECT pg_catalog.format('%s=%s%s/%s', a.grantee::regrole, a.privilege_type,
                   CASE WHEN a.is_grantable THEN '*' END, a.grantor::regrole) AS item
            FROM pg_catalog.aclexplode(entry.acl) a) AS items))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
