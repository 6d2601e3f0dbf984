-- Materialised views that hold rows, each after those that it reads; "tables": the tables that it reads, through views.
WITH RECURSIVE reads AS (
    SELECT DISTINCT r.ev_class AS reader, d.refobjid AS source
      FROM pg_catalog.pg_rewrite r
      JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = r.oid
                                 AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid <> r.ev_class
     WHERE r.ev_type = '1'
), chain AS (
    SELECT m.oid AS view, m.oid AS source, 0 AS depth FROM pg_catalog.pg_class m WHERE m.relkind = 'm'
    UNION
    SELECT c.view, e.source, c.depth + 1 FROM chain c JOIN reads e ON e.reader = c.source WHERE c.depth < 64
)
SELECT n.nspname::text AS schema, m.relname::text AS name,
       ARRAY(SELECT DISTINCT ARRAY[sn.nspname::text, s.relname::text]
               FROM chain c JOIN pg_catalog.pg_class s ON s.oid = c.source AND s.relkind IN ('r', 'p')
               JOIN pg_catalog.pg_namespace sn ON sn.oid = s.relnamespace
              WHERE c.view = m.oid) AS tables
  FROM pg_catalog.pg_class m
  JOIN pg_catalog.pg_namespace n ON n.oid = m.relnamespace
 WHERE m.relkind = 'm' AND m.relispopulated
 ORDER BY (SELECT pg_catalog.max(c.depth) FROM chain c WHERE c.view = m.oid), n.nspname COLLATE "C", m.relname COLLATE "C"
