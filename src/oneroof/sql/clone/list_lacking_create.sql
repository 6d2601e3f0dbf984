-- Of roles, each with a schema: which may not create there now.
-- schemas text[], roles text[] (of equal length)
SELECT wanted.schema, wanted.role
  FROM ROWS FROM (pg_catalog.unnest(%(schemas)s::text[]), pg_catalog.unnest(%(roles)s::text[])) AS wanted (schema, role)
  JOIN pg_catalog.pg_namespace n ON n.nspname = wanted.schema
  JOIN pg_catalog.pg_roles r ON r.rolname = wanted.role
 WHERE NOT pg_catalog.has_schema_privilege(r.oid, n.oid, 'CREATE')
