-- The query of one view or materialised view, and its columns by name (as list_columns has them).
-- schema text, name text
SELECT pg_catalog.pg_get_viewdef(c.oid) AS definition,
       ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a
             WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attname COLLATE "C") AS columns
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = %(schema)s::text AND c.relname = %(name)s::text AND c.relkind IN ('v', 'm')
