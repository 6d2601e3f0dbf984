-- Other databases of the cluster that this role may connect to, the maintenance database first.
SELECT d.datname::text AS name
FROM pg_catalog.pg_database d
WHERE d.datallowconn AND NOT d.datistemplate AND d.datname <> pg_catalog.current_database()
  AND pg_catalog.has_database_privilege(d.oid, 'CONNECT')
ORDER BY d.datname <> 'postgres', d.datname COLLATE "C"
