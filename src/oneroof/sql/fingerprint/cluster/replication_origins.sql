-- Replication origins.
SELECT entry.ref, entry.parent, facet.name AS facet, facet.value
FROM pg_catalog.pg_replication_origin r
CROSS JOIN LATERAL (
    SELECT CASE WHEN r.roname ~ '^[a-z_][a-z0-9_]*$' THEN r.roname
                ELSE '"' || pg_catalog.replace(r.roname, '"', '""') || '"' END AS roname
) AS spelled
CROSS JOIN LATERAL (
    SELECT 'replication_origin:' || spelled.roname AS ref,
           NULL AS parent
) AS entry
CROSS JOIN LATERAL (VALUES
    ('kind', 'origin')
) AS facet(name, value)
WHERE facet.value IS NOT NULL
