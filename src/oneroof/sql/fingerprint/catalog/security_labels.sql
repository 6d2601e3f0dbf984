-- Security labels of objects in this database and of the database itself.
SELECT entry.ref, 'database:this' AS parent, l.provider AS facet, l.label AS value
FROM (SELECT classoid, objoid, objsubid, provider, label FROM pg_catalog.pg_seclabel) AS l
CROSS JOIN LATERAL pg_catalog.pg_identify_object(l.classoid, l.objoid, l.objsubid) AS i
CROSS JOIN LATERAL (SELECT 'security_label:' || i.type || ' ' || i.identity AS ref) AS entry
WHERE i.identity IS NOT NULL
UNION ALL
SELECT 'security_label:database this', 'database:this', s.provider, s.label
FROM pg_catalog.pg_shseclabel s
JOIN pg_catalog.pg_database d ON d.oid = s.objoid AND d.datname = pg_catalog.current_database()
WHERE s.classoid = 'pg_catalog.pg_database'::regclass
