-- Production's own roles and what each may do as a role; the predefined ones exist everywhere.
SELECT rolname::text AS name, rolsuper AS superuser, rolinherit AS inherit, rolcreaterole AS createrole,
       rolcreatedb AS createdb, rolreplication AS replication, rolbypassrls AS bypassrls
  FROM pg_catalog.pg_roles
 WHERE rolname !~ '^pg_'
 ORDER BY rolname COLLATE "C"
