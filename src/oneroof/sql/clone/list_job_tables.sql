-- Of tables by schema, name and switch column: those that stand here, with the type of the switch; schedulers keep jobs so.
-- schemas text[], tables text[], switches text[] (of equal length)
SELECT n.nspname::text AS schema, c.relname::text AS name, a.attname::text AS switch
  FROM ROWS FROM (pg_catalog.unnest(%(schemas)s::text[]),
                  pg_catalog.unnest(%(tables)s::text[]),
                  pg_catalog.unnest(%(switches)s::text[])) AS wanted (schema, name, switch)
  JOIN pg_catalog.pg_namespace n ON n.nspname = wanted.schema
  JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = wanted.name AND c.relkind IN ('r', 'p')
  JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = wanted.switch AND NOT a.attisdropped
                                AND a.atttypid = 'pg_catalog.bool'::pg_catalog.regtype
 ORDER BY 1, 2
