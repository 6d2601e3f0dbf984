-- Who is a member of which role, by whom; the options of 16 and later are read by name from the row.
SELECT 'membership:' || CASE WHEN r.rolname ~ '^[a-z_][a-z0-9_]*$' THEN r.rolname
                             ELSE '"' || pg_catalog.replace(r.rolname, '"', '""') || '"' END || '.'
       || CASE WHEN u.rolname ~ '^[a-z_][a-z0-9_]*$' THEN u.rolname
               ELSE '"' || pg_catalog.replace(u.rolname, '"', '""') || '"' END || '.'
       || CASE WHEN g.rolname ~ '^[a-z_][a-z0-9_]*$' THEN g.rolname
               ELSE '"' || pg_catalog.replace(g.rolname, '"', '""') || '"' END AS ref,
       'role:' || CASE WHEN r.rolname ~ '^[a-z_][a-z0-9_]*$' THEN r.rolname
                       ELSE '"' || pg_catalog.replace(r.rolname, '"', '""') || '"' END AS parent,
       'options' AS facet,
       pg_catalog.format('admin %s inherit %s set %s', m.admin_option, j.j ->> 'inherit_option', j.j ->> 'set_option') AS value
FROM pg_catalog.pg_auth_members m
JOIN pg_catalog.pg_roles r ON r.oid = m.roleid
JOIN pg_catalog.pg_roles u ON u.oid = m.member
CROSS JOIN LATERAL (SELECT pg_catalog.pg_get_userbyid(m.grantor) AS rolname) AS g
CROSS JOIN LATERAL (SELECT pg_catalog.to_jsonb(m) AS j) AS j
