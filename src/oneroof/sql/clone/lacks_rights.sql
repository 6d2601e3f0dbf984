-- Whether a role lacks the right to make things in this database, and in a schema of it ("false" where there is none).
-- role text, schema text
SELECT NOT pg_catalog.has_database_privilege(%(role)s::name, pg_catalog.current_database(), 'CREATE') AS database,
       coalesce((SELECT NOT pg_catalog.has_schema_privilege(%(role)s::name, n.oid, 'CREATE')
                     OR NOT pg_catalog.has_schema_privilege(%(role)s::name, n.oid, 'USAGE')
                   FROM pg_catalog.pg_namespace n WHERE n.nspname = %(schema)s::text), false)          AS schema
