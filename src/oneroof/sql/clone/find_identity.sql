-- Which database this is by itself: server and name, and whether our identity table stands here and may be read.
-- pg_control_system() may be executed by PUBLIC unless an administrator revoked that.
SELECT (SELECT system_identifier FROM pg_catalog.pg_control_system())::text AS system_identifier,
       pg_catalog.current_database()::text                                 AS database,
       c.oid IS NOT NULL                                                   AS has_table,
       coalesce(c.relkind = 'r', false)                                    AS is_table,
       coalesce(pg_catalog.has_schema_privilege(n.oid, 'USAGE')
            AND pg_catalog.has_table_privilege(c.oid, 'SELECT'), false)    AS readable,
       n.oid IS NOT NULL                                                   AS has_schema,
       EXISTS (SELECT FROM pg_catalog.pg_proc p
                WHERE p.pronamespace = n.oid AND p.proname = 'fn_identity_replace'
                  AND p.pronargs = 2 AND p.proargtypes[0] = 'pg_catalog.text'::pg_catalog.regtype
                  AND p.proargtypes[1] = 'pg_catalog.jsonb'::pg_catalog.regtype) AS has_function
  FROM (VALUES (true)) AS always (here)
  LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = 'oneroof'
  LEFT JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = 'database_identity'
