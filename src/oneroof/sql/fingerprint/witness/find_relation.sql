-- A relation as the witness needs it: its number, its key when it is partitioned.
-- schema text (NULL: this session's temporary schema), name text
SELECT c.oid AS host, CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END AS partition_key
FROM pg_catalog.pg_class c
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relname = %(name)s::text
  AND c.relnamespace = coalesce((SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname = %(schema)s::text),
                                CASE WHEN %(schema)s::text IS NULL THEN pg_catalog.pg_my_temp_schema() END)
