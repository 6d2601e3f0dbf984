-- Default privileges, by role, schema (* for all) and type of object.
SELECT entry.ref, entry.parent, facet.name AS facet, facet.value
FROM pg_catalog.pg_default_acl p
LEFT JOIN pg_catalog.pg_namespace n ON n.oid = p.defaclnamespace
CROSS JOIN LATERAL (SELECT 'default_privileges:' || CASE WHEN pg_catalog.pg_get_userbyid(p.defaclrole) ~ '^[a-z_][a-z0-9_]*$' THEN pg_catalog.pg_get_userbyid(p.defaclrole)
                                                         ELSE '"' || pg_catalog.replace(pg_catalog.pg_get_userbyid(p.defaclrole), '"', '""') || '"' END
|| '.' || coalesce(CASE WHEN n.nspname ~ '^[a-z_][a-z0-9_]*$' THEN n.nspname
                        ELSE '"' || pg_catalog.replace(n.nspname, '"', '""') || '"' END, '*') || '.' || p.defaclobjtype::text AS ref,
                           coalesce('schema:' || CASE WHEN n.nspname ~ '^[a-z_][a-z0-9_]*$' THEN n.nspname
                                                      ELSE '"' || pg_catalog.replace(n.nspname, '"', '""') || '"' END, 'database:this') AS parent) AS entry
CROSS JOIN LATERAL (VALUES
    ('acl', coalesce((SELECT pg_catalog.string_agg(item, ', ' ORDER BY item COLLATE "C")
             FROM (SELECT pg_catalog.format('%s=%s%s/%s', a.grantee::regrole, a.privilege_type,
                          CASE WHEN a.is_grantable THEN '*' END, a.grantor::regrole) AS item
                   FROM pg_catalog.aclexplode(p.defaclacl) a) AS items), 'none'))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
