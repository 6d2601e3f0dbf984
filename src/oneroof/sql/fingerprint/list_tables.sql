-- What holds rows of its own: plain tables, leaf partitions and materialised views, not built in, temporary or TOAST.
-- Whether this role can read all of it: SELECT, USAGE of the schema, no row security that would hide rows; and nobody reads an
-- unlogged table on a standby.
SELECT n.nspname::text                                                   AS schema,
       c.relname::text                                                   AS name,
       CASE c.relkind WHEN 'm' THEN 'materialized_view' ELSE 'table' END AS kind,
       coalesce(pg_catalog.pg_table_size(c.oid), 0)                      AS bytes,
       CASE WHEN m.amhandler = 'pg_catalog.heap_tableam_handler'::pg_catalog.regproc
            THEN coalesce(pg_catalog.pg_relation_size(c.oid), 0) / pg_catalog.current_setting('block_size')::int
            ELSE 0 END                                                   AS pages,
       c.reltuples::float8                                               AS estimated_rows,
       c.relispopulated                                                  AS populated,
       pg_catalog.has_schema_privilege(n.oid, 'USAGE')
           AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
           AND NOT pg_catalog.row_security_active(c.oid)
           AND NOT (c.relpersistence = 'u' AND pg_catalog.pg_is_in_recovery()) AS readable
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_am m ON m.oid = c.relam
WHERE c.oid >= 16384 AND c.relkind IN ('r', 'm') AND c.relpersistence <> 't' AND n.nspname !~ '^pg_toast'
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
