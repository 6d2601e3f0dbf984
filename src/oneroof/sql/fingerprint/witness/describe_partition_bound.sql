-- What the bound of a partition is to the witness: its text; and the table that it is a part of.
-- host oid
SELECT pg_catalog.pg_get_expr(c.relpartbound, c.oid) AS definition, i.inhparent AS parent,
       n.nspname AS parent_schema, p.relname AS parent_name, pg_catalog.pg_get_partkeydef(p.oid) AS partition_key
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid
JOIN pg_catalog.pg_class p ON p.oid = i.inhparent
JOIN pg_catalog.pg_namespace n ON n.oid = p.relnamespace
WHERE c.oid = %(host)s::oid AND c.relispartition
