-- Every table and materialised view of the database by oid, with the file that holds its rows: TRUNCATE and a rewrite give
-- another file, DROP and CREATE another oid; no counter shows either. File 0: none (a partitioned table).
SELECT coalesce(pg_catalog.jsonb_object_agg(c.oid::text, pg_catalog.jsonb_build_array(
           s.nspname, c.relname, c.relkind::text, coalesce(pg_catalog.pg_relation_filenode(c.oid), 0))), '{}') AS files
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace s ON s.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'm', 'p')
