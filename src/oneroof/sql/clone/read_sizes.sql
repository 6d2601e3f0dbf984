-- How large this database is: bytes on disk, bytes of the tables' pages as last counted, number of tables with rows of their own.
SELECT pg_catalog.pg_database_size(pg_catalog.current_database())::int8 AS database_bytes,
       coalesce(pg_catalog.sum(c.relpages) FILTER (WHERE c.relkind IN ('r', 'm', 't')), 0)::int8
         * pg_catalog.current_setting('block_size')::int8              AS table_bytes,
       (pg_catalog.count(*) FILTER (WHERE c.relkind IN ('r', 'm')))::int AS tables
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
