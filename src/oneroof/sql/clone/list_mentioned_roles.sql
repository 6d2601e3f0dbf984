-- Every role that something in this database mentions: as owner, as grantee or in a policy. It must exist where it is restored.
SELECT DISTINCT r.rolname::text AS name
  FROM pg_catalog.pg_shdepend s
  JOIN pg_catalog.pg_database d ON d.oid = s.dbid AND d.datname = pg_catalog.current_database()
  JOIN pg_catalog.pg_roles r ON r.oid = s.refobjid
 WHERE s.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass
 ORDER BY 1
