-- The files of the built-in tables as they are now, those of their TOAST tables under the same name.
SELECT coalesce(o.relname, c.relname)::text       AS name,
       c.relisshared                              AS shared,
       pg_catalog.pg_relation_filenode(c.oid)::int8 AS file
FROM pg_catalog.pg_class c
LEFT JOIN pg_catalog.pg_class o ON o.reltoastrelid = c.oid
WHERE c.oid < 16384 AND c.relkind IN ('r', 't')
