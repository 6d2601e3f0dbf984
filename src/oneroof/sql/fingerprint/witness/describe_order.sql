-- What a table's order of columns is to the witness: its own columns and those of each parent, in their orders; whether
-- it is a partition (a dump makes it with all its columns, in its own order, and attaches it); whether
-- values of its row type stand elsewhere, in columns or in types, where the order is part of the value.
-- schema text (NULL: this session's temporary schema), name text
SELECT ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a
             WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum) AS columns,
       (SELECT coalesce(pg_catalog.jsonb_agg(
                   (SELECT pg_catalog.jsonb_agg(a.attname ORDER BY a.attnum) FROM pg_catalog.pg_attribute a
                    WHERE a.attrelid = i.inhparent AND a.attnum > 0 AND NOT a.attisdropped)
                   ORDER BY i.inhseqno), '[]')
        FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid) AS parents,
       c.relispartition AS is_partition,
       EXISTS (SELECT FROM pg_catalog.pg_depend d
               JOIN pg_catalog.pg_type t ON t.oid = d.refobjid AND c.reltype IN (t.oid, t.typelem)
               WHERE d.refclassid = 'pg_catalog.pg_type'::regclass AND d.deptype = 'n'
                 AND (d.classid = 'pg_catalog.pg_type'::regclass
                      OR d.classid = 'pg_catalog.pg_class'::regclass AND d.objsubid > 0)) AS row_type_used
FROM pg_catalog.pg_class c
WHERE c.relkind = 'r' AND c.relname = %(name)s::text
  AND c.relnamespace = coalesce((SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname = %(schema)s::text),
                                CASE WHEN %(schema)s::text IS NULL THEN pg_catalog.pg_my_temp_schema() END)
