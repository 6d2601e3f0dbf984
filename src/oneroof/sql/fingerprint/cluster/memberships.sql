-- Who is a member of which role, by whom; the options of 16 and later are read by name from the row.
SELECT entry.ref, entry.parent, facet.name AS facet, facet.value
FROM pg_catalog.pg_auth_members m
JOIN pg_catalog.pg_roles r ON r.oid = m.roleid
JOIN (SELECT oid, rolname AS member FROM pg_catalog.pg_roles) AS u ON u.oid = m.member
CROSS JOIN LATERAL (SELECT pg_catalog.pg_get_userbyid(m.grantor) AS grantor, pg_catalog.to_jsonb(m) AS j) AS g
CROSS JOIN LATERAL (
    SELECT CASE WHEN r.rolname ~ '^[a-z_][a-z0-9_]*$' THEN r.rolname
                ELSE '"' || pg_catalog.replace(r.rolname, '"', '""') || '"' END AS rolname,
           CASE WHEN u.member ~ '^[a-z_][a-z0-9_]*$' THEN u.member
                ELSE '"' || pg_catalog.replace(u.member, '"', '""') || '"' END AS member,
           CASE WHEN g.grantor ~ '^[a-z_][a-z0-9_]*$' THEN g.grantor
                ELSE '"' || pg_catalog.replace(g.grantor, '"', '""') || '"' END AS grantor
) AS spelled
CROSS JOIN LATERAL (
    SELECT 'membership:' || spelled.rolname || '.' || spelled.member || '.' || spelled.grantor AS ref,
           'role:' || spelled.rolname AS parent
) AS entry
CROSS JOIN LATERAL (VALUES
    ('admin',   m.admin_option::text),
    ('inherit', g.j ->> 'inherit_option'),
    ('set',     g.j ->> 'set_option')
) AS facet(name, value)
WHERE facet.value IS NOT NULL
