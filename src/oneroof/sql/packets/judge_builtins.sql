-- Built-in objects: the first catalog that holds other versions of their rows; NULL when none does, or when changes of their grants
-- and owners, which stand in the inventory by name, explain it: as many rows written since this transaction began as are named.
-- (age() counts from this transaction's id: its own rows have 0, those of its subtransactions and of later ones less.)
-- start jsonb, now jsonb (both as packets/stamp_builtins gives them), changes jsonb (packets/compare_catalog)
WITH named AS (
    SELECT kind.catalog, pg_catalog.count(DISTINCT c ->> 'object') AS objects
      FROM (VALUES ('function', 'pg_proc'), ('procedure', 'pg_proc'), ('aggregate', 'pg_proc'),
                   ('type', 'pg_type'), ('language', 'pg_language')) AS kind (type, catalog)
      JOIN pg_catalog.jsonb_array_elements(%(changes)s::jsonb) c
        ON pg_catalog.starts_with(c ->> 'object', 'builtin:' || kind.type || ' ')
     GROUP BY kind.catalog
), written AS (
    SELECT 'pg_proc' AS catalog, pg_catalog.count(*) AS rows
      FROM pg_catalog.pg_proc p WHERE p.oid < 16384 AND pg_catalog.age(p.xmin) BETWEEN -1000000 AND 0
     UNION ALL
    SELECT 'pg_type', pg_catalog.count(*)
      FROM pg_catalog.pg_type t WHERE t.oid < 16384 AND pg_catalog.age(t.xmin) BETWEEN -1000000 AND 0
     UNION ALL
    SELECT 'pg_language', pg_catalog.count(*)
      FROM pg_catalog.pg_language l WHERE l.oid < 16384 AND pg_catalog.age(l.xmin) BETWEEN -1000000 AND 0
)
SELECT (SELECT pg_catalog.jsonb_build_object(
                   'what', 'built-in objects of ' || s.key,
                   'expected', CASE WHEN n.catalog IS NULL THEN s.value #>> '{}' ELSE n.objects || ' rows written, as named' END,
                   'found', CASE WHEN n.catalog IS NULL THEN coalesce(%(now)s::jsonb ->> s.key, 'nothing') ELSE w.rows::text END)
          FROM pg_catalog.jsonb_each(%(start)s::jsonb) s
          LEFT JOIN named n ON n.catalog = s.key
          LEFT JOIN written w ON w.catalog = s.key
         WHERE coalesce(%(now)s::jsonb -> s.key, 'null') <> s.value
           AND (n.catalog IS NULL OR w.rows > n.objects)
         ORDER BY s.key COLLATE "C"
         LIMIT 1) AS deviation
