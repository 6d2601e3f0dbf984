-- Default privileges, by role, schema (* for all) and type of object.
SELECT entry.ref, entry.parent, facet.name AS facet, facet.value
FROM pg_catalog.pg_default_acl p
LEFT JOIN pg_catalog.pg_namespace n ON n.oid = p.defaclnamespace
JOIN pg_catalog.pg_roles r ON r.oid = p.defaclrole
CROSS JOIN LATERAL (
    SELECT CASE WHEN r.rolname ~ '^[a-z_][a-z0-9_]*$' THEN r.rolname
                ELSE '"' || pg_catalog.replace(r.rolname, '"', '""') || '"' END AS rolname,
           CASE WHEN n.nspname ~ '^[a-z_][a-z0-9_]*$' THEN n.nspname
                ELSE '"' || pg_catalog.replace(n.nspname, '"', '""') || '"' END AS nspname
) AS spelled
CROSS JOIN LATERAL (
    SELECT 'default_privileges:' || spelled.rolname || '.' || coalesce(spelled.nspname, '*') || '.'
           || p.defaclobjtype::text AS ref,
           coalesce('schema:' || spelled.nspname, 'database:this') AS parent
) AS entry
CROSS JOIN LATERAL (VALUES
    ('acl',
     coalesce((SELECT pg_catalog.string_agg(item, ', ' ORDER BY item COLLATE "C")
      FROM (SELECT pg_catalog.format('%s=%s%s/%s', a.grantee::regrole, a.privilege_type,
                   CASE WHEN a.is_grantable THEN '*' END, a.grantor::regrole) AS item
            FROM pg_catalog.aclexplode(p.defaclacl) a) AS items), 'none'))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
