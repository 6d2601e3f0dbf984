-- User mappings; their options stand in the folder of what PostgreSQL hides.
SELECT entry.ref, entry.parent, facet.name AS facet, facet.value
FROM pg_catalog.pg_user_mappings m
CROSS JOIN LATERAL (
    SELECT CASE WHEN m.srvname ~ '^[a-z_][a-z0-9_]*$' THEN m.srvname
                ELSE '"' || pg_catalog.replace(m.srvname, '"', '""') || '"' END AS srvname,
           CASE WHEN m.usename ~ '^[a-z_][a-z0-9_]*$' THEN m.usename
                ELSE '"' || pg_catalog.replace(m.usename, '"', '""') || '"' END AS usename
) AS spelled
CROSS JOIN LATERAL (
    SELECT 'user_mapping:' || spelled.srvname || '.' || spelled.usename AS ref,
           'foreign_server:' || spelled.srvname AS parent
) AS entry
CROSS JOIN LATERAL (VALUES
    ('role', pg_catalog.quote_literal(m.usename))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
