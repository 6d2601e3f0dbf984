-- What holds rows of its own (as list_tables has it), where its rows are stored, and what of it the log does not tell:
-- whether its log is written and by whom; whether its own rows of the catalog, or its schema's, were written by one of
-- the transactions from the first given id on; whether the text of its values depends on the catalog (types made by
-- users, names of objects and roles, row types).
-- first int8
-- count int8
WITH newer AS (
    SELECT %(first)s::int8 %% 4294967296 AS first, %(count)s::int8 AS count
)
SELECT n.nspname::text                                                   AS schema,
       c.relname::text                                                   AS name,
       CASE c.relkind WHEN 'm' THEN 'materialized_view' ELSE 'table' END AS kind,
       c.oid::int8                                                       AS relation,
       c.relpersistence = 'p'                                            AS logged,
       c.relam = 2                                                       AS heap,
       ARRAY[c.relfilenode::int8, coalesce(t.relfilenode, 0)::int8]      AS files,
       (c.xmin::text::int8 - newer.first + 4294967296) %% 4294967296 < newer.count
           OR (n.xmin::text::int8 - newer.first + 4294967296) %% 4294967296 < newer.count
           OR coalesce((t.xmin::text::int8 - newer.first + 4294967296) %% 4294967296 < newer.count, false)
           OR EXISTS (SELECT FROM pg_catalog.pg_attribute a
                       WHERE a.attrelid = c.oid
                         AND (a.xmin::text::int8 - newer.first + 4294967296) %% 4294967296 < newer.count) AS moved,
       EXISTS (SELECT FROM pg_catalog.pg_attribute a
                 JOIN pg_catalog.pg_type y ON y.oid = a.atttypid
                 LEFT JOIN pg_catalog.pg_type e ON e.oid = y.typelem
                WHERE a.attrelid = c.oid AND a.attnum > 0
                  AND (y.oid >= 16384 OR y.typtype = 'c' OR e.typtype = 'c'
                       OR coalesce(e.typname, y.typname) ~ '^(reg|aclitem)'
                       OR y.typname ~ '^(reg|aclitem)')) AS named_values
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid
CROSS JOIN newer
WHERE c.oid >= 16384 AND c.relkind IN ('r', 'm') AND c.relpersistence <> 't' AND n.nspname !~ '^pg_toast'
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
