-- Every stored column of every table that holds rows or has partitions, with what a mask has to know of it.
-- "ancestors": the tables it inherits the column from, itself included, as {schema, name} pairs.
WITH RECURSIVE above AS (
    SELECT c.oid AS leaf, c.oid AS relation FROM pg_catalog.pg_class c WHERE c.relkind IN ('r', 'p')
    UNION
    SELECT a.leaf, i.inhparent FROM above a JOIN pg_catalog.pg_inherits i ON i.inhrelid = a.relation
), base AS (
    SELECT t.oid, t.oid AS base, t.typtypmod AS modifier, t.typnotnull AS not_null, t.typtype, t.typbasetype
      FROM pg_catalog.pg_type t
    UNION ALL
    SELECT b.oid, t.oid, CASE WHEN b.modifier >= 0 THEN b.modifier ELSE t.typtypmod END, b.not_null OR t.typnotnull,
           t.typtype, t.typbasetype
      FROM base b JOIN pg_catalog.pg_type t ON b.typtype = 'd' AND t.oid = b.typbasetype
)
SELECT n.nspname::text AS schema, c.relname::text AS name, a.attname::text AS column_name, c.relkind::text AS kind,
       pg_catalog.format_type(a.atttypid, a.atttypmod)                                  AS type,
       t.typname::text                                                                  AS base_type,
       t.typcategory::text                                                              AS category,
       CASE WHEN a.atttypmod >= 0 THEN a.atttypmod ELSE b.modifier END                  AS modifier,
       a.attnotnull OR b.not_null                                                       AS not_null,
       a.attgenerated <> ''                                                             AS generated,
       a.attidentity = 'a'                                                              AS always_identity,
       EXISTS (SELECT FROM pg_catalog.pg_index i
                WHERE i.indrelid = c.oid AND i.indisunique AND a.attnum = ANY (i.indkey::int2[]))        AS in_unique,
       EXISTS (SELECT FROM pg_catalog.pg_index i
                WHERE i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY (i.indkey::int2[]))       AS in_primary,
       EXISTS (SELECT FROM pg_catalog.pg_constraint k
                WHERE k.contype = 'f' AND (k.conrelid = c.oid AND a.attnum = ANY (k.conkey)
                                        OR k.confrelid = c.oid AND a.attnum = ANY (k.confkey)))          AS in_foreign_key,
       EXISTS (SELECT FROM pg_catalog.pg_partitioned_table p
                 JOIN above u ON u.leaf = c.oid AND u.relation = p.partrelid
                 JOIN pg_catalog.pg_attribute pa ON pa.attrelid = p.partrelid AND pa.attname = a.attname
                WHERE pa.attnum = ANY (p.partattrs::int2[]) OR 0 = ANY (p.partattrs::int2[]))            AS in_partition_key,
       EXISTS (SELECT FROM pg_catalog.pg_rewrite r WHERE r.ev_class = c.oid AND r.ev_type = '2')        AS has_update_rule,
       ARRAY(SELECT s.attname::text
               FROM pg_catalog.pg_depend d
               JOIN pg_catalog.pg_attrdef f ON f.oid = d.objid
               JOIN pg_catalog.pg_attribute s ON s.attrelid = d.refobjid AND s.attnum = d.refobjsubid
              WHERE d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND f.adrelid = c.oid AND f.adnum = a.attnum
                AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = c.oid
                AND d.refobjsubid <> a.attnum AND a.attgenerated <> '')                                  AS computed_from,
       ARRAY(SELECT ARRAY[an.nspname::text, ac.relname::text]
               FROM above u
               JOIN pg_catalog.pg_class ac ON ac.oid = u.relation
               JOIN pg_catalog.pg_namespace an ON an.oid = ac.relnamespace
               JOIN pg_catalog.pg_attribute aa ON aa.attrelid = ac.oid AND aa.attname = a.attname AND NOT aa.attisdropped
              WHERE u.leaf = c.oid)                                                                      AS ancestors
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN base b ON b.oid = a.atttypid AND b.typtype <> 'd'
  JOIN pg_catalog.pg_type t ON t.oid = b.base
 WHERE c.relkind IN ('r', 'p')
   AND c.relpersistence <> 't'
   AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'oneroof')
   AND n.nspname !~ '^pg_(toast|temp)'
 ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", a.attnum
