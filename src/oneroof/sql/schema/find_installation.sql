-- Is there a schema named oneroof, and is it ours (does it have our record of migrations)?
SELECT pg_catalog.count(*) > 0 AS schema_exists,
       coalesce(pg_catalog.bool_or(EXISTS (
           SELECT FROM pg_catalog.pg_class AS c
            WHERE c.relnamespace = n.oid AND c.relname = 'schema_migration' AND c.relkind = 'r')), false) AS ours
  FROM pg_catalog.pg_namespace AS n
 WHERE n.nspname = 'oneroof'
