-- Connection strings of this database's subscriptions as salted digests, for a role that may read them.
-- salt text
SELECT entry.ref, NULL AS parent, 'connection' AS facet,
       pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(%(salt)s::text || entry.ref || ' ' || p.subconninfo, 'UTF8')), 'hex') AS value
FROM pg_catalog.pg_subscription p
CROSS JOIN LATERAL (SELECT 'subscription:' || CASE WHEN p.subname ~ '^[a-z_][a-z0-9_]*$' THEN p.subname
                                                   ELSE '"' || pg_catalog.replace(p.subname, '"', '""') || '"' END AS ref) AS entry
WHERE p.subdbid = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
