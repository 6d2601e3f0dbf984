-- The tables whose rows pg_dump would dump: plain tables and partitions, not an extension's own, except those that the
-- extension says hold the user's configuration (then the condition that tells the user's rows from the extension's).
-- columns: what is stored, in the table's order. binary: every column's type is sent and received byte for byte, and no
-- text would be converted on the way. root: where rows must go in, because a partition is found by an enum's hash, which
-- is of its OID (pg_dump --load-via-partition-root). computed: it stores generated columns, which are not copied but made anew.
SELECT n.nspname::text                                   AS schema,
       c.relname::text                                   AS name,
       coalesce(pg_catalog.pg_table_size(c.oid), 0)::int8 AS bytes,
       coalesce(a.columns, '{}'::text[])               AS columns,
       coalesce(a.binary, false)
           AND pg_catalog.pg_encoding_to_char(d.encoding) = 'UTF8' AS binary,
       pg_catalog.pg_encoding_to_char(d.encoding)::text  AS encoding,
       x.extension IS NOT NULL                           AS configuration,
       coalesce(x.condition, '')                         AS condition,
       root.root                                         AS root,
       EXISTS (SELECT FROM pg_catalog.pg_attribute g
                WHERE g.attrelid = c.oid AND NOT g.attisdropped AND g.attgenerated = 's') AS computed
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_database d ON d.datname = pg_catalog.current_database()
LEFT JOIN LATERAL (
    SELECT pg_catalog.array_agg(t.attname::text ORDER BY t.attnum) AS columns,
           pg_catalog.bool_and(t.atttypid = ANY ('{bool,int2,int4,int8,oid,float4,float8,numeric,text,varchar,bpchar,bytea,date,
               time,timestamp,timestamptz,interval,uuid,inet,json,jsonb,_bool,_int2,_int4,_int8,_oid,_float4,_float8,_numeric,
               _text,_varchar,_bpchar,_bytea,_date,_timestamp,_timestamptz,_uuid,_jsonb}'::pg_catalog.regtype[])) AS binary
    FROM pg_catalog.pg_attribute t
    WHERE t.attrelid = c.oid AND t.attnum > 0 AND NOT t.attisdropped AND t.attgenerated = ''
) a ON true
LEFT JOIN LATERAL (
    SELECT e.extname AS extension, e.extconfig IS NOT NULL AND c.oid = ANY (e.extconfig) AS configured,
           e.extcondition[pg_catalog.array_position(e.extconfig, c.oid)] AS condition
    FROM pg_catalog.pg_depend p
    JOIN pg_catalog.pg_extension e ON e.oid = p.refobjid
    WHERE p.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND p.objid = c.oid AND p.deptype = 'e'
      AND p.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
) x ON true
LEFT JOIN LATERAL (
    SELECT ARRAY[rn.nspname::text, r.relname::text] AS root
    FROM pg_catalog.pg_class r
    JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
    WHERE c.relispartition AND r.oid = pg_catalog.pg_partition_root(c.oid)
      AND EXISTS (SELECT FROM pg_catalog.pg_partition_ancestors(c.oid) above
                    JOIN pg_catalog.pg_partitioned_table k ON k.partrelid = above.relid AND k.partstrat = 'h'
                   CROSS JOIN pg_catalog.unnest(k.partclass::oid[]) AS class(oid)
                    JOIN pg_catalog.pg_opclass o ON o.oid = class.oid
                   WHERE o.opcintype = 'pg_catalog.anyenum'::pg_catalog.regtype)
) root ON true
WHERE c.oid >= 16384 AND c.relkind = 'r' AND c.relpersistence <> 't'
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND (x.extension IS NULL OR x.configured)
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
