-- Connection strings of this database's subscriptions as salted digests, for a role that may read them.
-- salt text
SELECT entry.ref, entry.parent, facet.name AS facet, facet.value
FROM pg_catalog.pg_subscription p
CROSS JOIN LATERAL (
    SELECT CASE WHEN p.subname ~ '^[a-z_][a-z0-9_]*$' THEN p.subname
                ELSE '"' || pg_catalog.replace(p.subname, '"', '""') || '"' END AS subname
) AS spelled
CROSS JOIN LATERAL (
    SELECT 'subscription:' || spelled.subname AS ref,
           NULL AS parent
) AS entry
CROSS JOIN LATERAL (VALUES
    ('connection',
     pg_catalog.encode(pg_catalog.sha256(
         pg_catalog.convert_to(%(salt)s::text || entry.ref || ' ' || p.subconninfo, 'UTF8')), 'hex'))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
  AND p.subdbid = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
