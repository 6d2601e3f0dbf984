-- The databases of the cluster, by name.
SELECT 'database:' || CASE WHEN d.datname ~ '^[a-z_][a-z0-9_]*$' THEN d.datname
                           ELSE '"' || pg_catalog.replace(d.datname, '"', '""') || '"' END AS ref, NULL AS parent, 'owner' AS facet, d.datdba::regrole::text AS value
FROM pg_catalog.pg_database d
