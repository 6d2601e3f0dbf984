-- Tables that were emptied (TRUNCATE) or written anew after this transaction's snapshot: the catalog's row is the
-- snapshot's, the function's answer is of now. A snapshot does not see the rows that such a table had.
SELECT n.nspname::text AS schema,
       c.relname::text AS name
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.oid >= 16384 AND c.relkind = 'r' AND c.relpersistence <> 't'
  AND c.relfilenode IS DISTINCT FROM pg_catalog.pg_relation_filenode(c.oid)
ORDER BY 1, 2
