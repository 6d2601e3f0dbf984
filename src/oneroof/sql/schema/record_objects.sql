-- Record by name the relations and functions that this transaction made in our schemas, so that they are never under the roof.
INSERT INTO oneroof.schema_object (in_schema, catalog, object_name)
SELECT DISTINCT n.nspname, made.catalog, made.object_name
  FROM (SELECT c.relnamespace, 'pg_class', c.relname, c.xmin FROM pg_catalog.pg_class AS c WHERE c.relkind IN ('r', 'v', 'i')
        UNION ALL
        SELECT p.pronamespace, 'pg_proc', p.proname, p.xmin FROM pg_catalog.pg_proc AS p
       ) AS made (in_namespace, catalog, object_name, made_by)
  JOIN pg_catalog.pg_namespace AS n ON n.oid = made.in_namespace AND n.nspname = ANY (ARRAY['oneroof', {governance_name}])
 WHERE made.made_by = pg_catalog.pg_current_xact_id()::xid
ON CONFLICT DO NOTHING
