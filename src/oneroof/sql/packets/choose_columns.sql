-- Which columns of a written table are digested: those whose values compare before and after (fragment comparable), and all
-- that are not volatile (fragment whole); apart says whether these differ. A column that the declaration of the catalog names, or
-- that was added meanwhile, has no value to compare. Also whether the table is measured, its stored columns (null: it is not
-- there), and the first volatile column that is none. columns is fingerprint/list_columns.
-- delta jsonb {{schema, name, table, volatile}}, schema text, name text, catalog jsonb (array of {{object, change}}),
-- start jsonb (its columns at the start; SQL's NULL: this is the start), large boolean
WITH here AS (
    SELECT c.relkind, c.column_name::text COLLATE "C" AS name
      FROM (
{columns}
           ) AS c
     WHERE c.relkind IN ('r', 'p', 'm') AND c.column_name IS NOT NULL AND c.stored
), there AS (
    SELECT EXISTS (SELECT FROM pg_catalog.pg_class c
                     JOIN pg_catalog.pg_namespace s ON s.oid = c.relnamespace
                    WHERE s.nspname = %(schema)s::text AND c.relname = %(name)s::text AND c.relkind IN ('r', 'p', 'm')) AS yes
), before AS (
    SELECT h.name FROM here h WHERE %(start)s::jsonb IS NULL
     UNION ALL
    SELECT s.name COLLATE "C"
      FROM pg_catalog.jsonb_array_elements_text(CASE pg_catalog.jsonb_typeof(%(start)s::jsonb) WHEN 'array' THEN %(start)s::jsonb
                                                ELSE '[]' END) AS s (name)
), kept AS (
    SELECT h.name,
           NOT EXISTS (SELECT FROM pg_catalog.jsonb_array_elements(%(catalog)s::jsonb) c
                         JOIN before b ON b.name = h.name
                        WHERE c ->> 'object' = 'column:' || (%(delta)s::jsonb ->> 'table') || '.'
                              || CASE WHEN h.name ~ '^[a-z_][a-z0-9_]*$' THEN h.name
                                      ELSE '"' || pg_catalog.replace(h.name, '"', '""') || '"' END)
           AND (EXISTS (SELECT FROM before b WHERE b.name = h.name)
                OR pg_catalog.jsonb_typeof(%(start)s::jsonb) = 'null') AS compares
      FROM here h
     WHERE NOT %(delta)s::jsonb -> 'volatile' ? h.name
)
SELECT t.yes AND NOT %(large)s::boolean AS measure,
       CASE WHEN t.yes THEN (SELECT coalesce(pg_catalog.jsonb_agg(h.name ORDER BY h.name), '[]') FROM here h) ELSE 'null' END AS columns,
       (SELECT coalesce(pg_catalog.string_agg(pg_catalog.format('oneroof_row.%%I', k.name), ', ' ORDER BY k.name), '')
          FROM kept k WHERE k.compares) AS comparable,
       (SELECT coalesce(pg_catalog.string_agg(pg_catalog.format('oneroof_row.%%I', k.name), ', ' ORDER BY k.name), '')
          FROM kept k) AS whole,
       EXISTS (SELECT FROM kept k WHERE NOT k.compares) AS apart,
       CASE WHEN t.yes AND %(start)s::jsonb IS NOT NULL THEN
           (SELECT pg_catalog.jsonb_build_object('what', (%(delta)s::jsonb ->> 'table') || ' volatile ' || v.name,
                                                 'expected', 'a column', 'found', 'none of that name')
              FROM pg_catalog.jsonb_array_elements_text(%(delta)s::jsonb -> 'volatile') AS v (name)
             WHERE NOT EXISTS (SELECT FROM here h WHERE h.name = v.name)
               AND NOT EXISTS (SELECT FROM before b WHERE b.name = v.name)
             ORDER BY v.name COLLATE "C"
             LIMIT 1) END AS deviation
  FROM there t
