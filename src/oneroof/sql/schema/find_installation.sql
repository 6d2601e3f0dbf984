-- Is there a schema named oneroof, is it ours (does it have our record of migrations), or has it our identity table alone?
SELECT pg_catalog.count(*) > 0                                               AS schema_exists,
       coalesce(pg_catalog.bool_or(found.migrations), false)                 AS ours,
       coalesce(pg_catalog.bool_or(found.identity AND NOT found.migrations), false) AS identity_alone
  FROM (SELECT EXISTS (SELECT FROM pg_catalog.pg_class AS c
                        WHERE c.relnamespace = n.oid AND c.relname = 'schema_migration' AND c.relkind = 'r') AS migrations,
               EXISTS (SELECT FROM pg_catalog.pg_class AS c
                        WHERE c.relnamespace = n.oid AND c.relname = 'database_identity' AND c.relkind = 'r') AS identity
          FROM pg_catalog.pg_namespace AS n
         WHERE n.nspname = 'oneroof') AS found
