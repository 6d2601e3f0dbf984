-- The databases of the cluster, by name.
SELECT entry.ref, entry.parent, facet.name AS facet, facet.value
FROM pg_catalog.pg_database d
CROSS JOIN LATERAL (
    SELECT CASE WHEN d.datname ~ '^[a-z_][a-z0-9_]*$' THEN d.datname
                ELSE '"' || pg_catalog.replace(d.datname, '"', '""') || '"' END AS datname
) AS spelled
CROSS JOIN LATERAL (
    SELECT 'database:' || spelled.datname AS ref,
           NULL AS parent
) AS entry
CROSS JOIN LATERAL (VALUES
    ('owner', d.datdba::regrole::text)
) AS facet(name, value)
WHERE facet.value IS NOT NULL
