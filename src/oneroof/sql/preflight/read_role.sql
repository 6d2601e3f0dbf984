-- Rights of the reading role beyond reading: each true one is told to people, because only READ ONLY then stands before a write.
SELECT r.rolsuper                                                                    AS superuser,
       r.rolsuper OR pg_catalog.has_database_privilege(r.oid, d.oid, 'CREATE')       AS "create",
       r.rolreplication                                                              AS replication,
       r.rolbypassrls                                                                AS bypassrls,
       pg_catalog.pg_has_role(r.oid, 'pg_execute_server_program', 'MEMBER')
         OR pg_catalog.pg_has_role(r.oid, 'pg_write_server_files', 'MEMBER')         AS server_programs,
       EXISTS (SELECT FROM pg_catalog.pg_class c
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
               WHERE c.relkind IN ('r', 'p')
                 AND n.nspname NOT IN ('pg_catalog', 'information_schema')
                 AND n.nspname !~ '^pg_(toast|temp)'
                 AND pg_catalog.has_table_privilege(r.oid, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')) AS write_tables
  FROM pg_catalog.pg_roles r
  JOIN pg_catalog.pg_database d ON d.datname = pg_catalog.current_database()
 WHERE r.rolname = current_user
