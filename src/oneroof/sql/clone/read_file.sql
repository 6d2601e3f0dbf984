-- The file that holds a table's rows: another one after the table was written anew.
-- schema text, name text
SELECT pg_catalog.pg_relation_filenode(c.oid)::int8 AS file
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = %(schema)s::text AND c.relname = %(name)s::text
