-- The columns of one relation by name, and whether each has a value that is stored (a virtual one has not). By name, because
-- a reload gives a child another order of columns when its parent got one later: the place of a value is its column's name.
-- schema text, name text
SELECT c.relkind::text                             AS relkind,
       a.attname::text                             AS column_name,
       a.attgenerated IS DISTINCT FROM 'v'::"char" AS stored
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE n.nspname = %(schema)s::text AND c.relname = %(name)s::text
ORDER BY a.attname COLLATE "C"
