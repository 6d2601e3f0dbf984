-- Options of user mappings as salted digests, for a role that may read the catalog itself.
-- salt text
SELECT entry.ref, NULL AS parent, 'options' AS facet,
       (SELECT pg_catalog.string_agg(digest, ', ' ORDER BY digest COLLATE "C")
        FROM (SELECT pg_catalog.split_part(o, '=', 1) || '=' || pg_catalog.encode(pg_catalog.sha256(
                         pg_catalog.convert_to(%(salt)s::text || entry.ref || ' ' || o, 'UTF8')), 'hex') AS digest
              FROM pg_catalog.unnest(m.umoptions) AS o) AS digests) AS value
FROM pg_catalog.pg_user_mapping m
JOIN pg_catalog.pg_foreign_server s ON s.oid = m.umserver
CROSS JOIN LATERAL (SELECT CASE m.umuser WHEN 0 THEN 'public' ELSE pg_catalog.pg_get_userbyid(m.umuser) END AS usename) AS u
CROSS JOIN LATERAL (SELECT 'user_mapping:' || CASE WHEN s.srvname ~ '^[a-z_][a-z0-9_]*$' THEN s.srvname
                                                   ELSE '"' || pg_catalog.replace(s.srvname, '"', '""') || '"' END || '.'
                           || CASE WHEN u.usename ~ '^[a-z_][a-z0-9_]*$' THEN u.usename
                                   ELSE '"' || pg_catalog.replace(u.usename, '"', '""') || '"' END AS ref) AS entry
WHERE m.umoptions IS NOT NULL
