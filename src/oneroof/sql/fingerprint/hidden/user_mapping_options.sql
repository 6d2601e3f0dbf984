-- Options of user mappings as salted digests, for a role that may read the catalog itself.
-- salt text
SELECT entry.ref, entry.parent, facet.name AS facet, facet.value
FROM pg_catalog.pg_user_mapping m
JOIN pg_catalog.pg_foreign_server s ON s.oid = m.umserver
CROSS JOIN LATERAL (
    SELECT CASE m.umuser WHEN 0 THEN 'public' ELSE pg_catalog.pg_get_userbyid(m.umuser) END AS usename
) AS u
CROSS JOIN LATERAL (
    SELECT CASE WHEN s.srvname ~ '^[a-z_][a-z0-9_]*$' THEN s.srvname
                ELSE '"' || pg_catalog.replace(s.srvname, '"', '""') || '"' END AS srvname,
           CASE WHEN u.usename ~ '^[a-z_][a-z0-9_]*$' THEN u.usename
                ELSE '"' || pg_catalog.replace(u.usename, '"', '""') || '"' END AS usename
) AS spelled
CROSS JOIN LATERAL (
    SELECT 'user_mapping:' || spelled.srvname || '.' || spelled.usename AS ref,
           NULL AS parent
) AS entry
CROSS JOIN LATERAL (VALUES
    ('options',
     (SELECT pg_catalog.string_agg(digest, ', ' ORDER BY digest COLLATE "C")
      FROM (SELECT pg_catalog.split_part(o, '=', 1) || '=' || pg_catalog.encode(pg_catalog.sha256(
                       pg_catalog.convert_to(%(salt)s::text || entry.ref || ' ' || o, 'UTF8')), 'hex') AS digest
            FROM pg_catalog.unnest(m.umoptions) AS o) AS digests))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
