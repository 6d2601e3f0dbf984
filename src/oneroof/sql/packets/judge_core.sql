-- Rows of gate tables that were written before the log is: the first such table, by name; NULL when there is none.
-- writes jsonb (packets/subtract_counters), core jsonb {relations, functions}
SELECT (SELECT pg_catalog.jsonb_build_object('what', (w ->> 'table') || ' rows written', 'expected', '0 (a gate table)', 'found',
                   ((w ->> 'inserted')::bigint + (w ->> 'updated')::bigint + (w ->> 'deleted')::bigint)::text)
          FROM pg_catalog.jsonb_array_elements(%(writes)s::jsonb) w
         WHERE w ->> 'schema' = 'oneroof'
           AND (w ->> 'name' LIKE 'os\_%%' OR %(core)s::jsonb -> 'relations' ? (w ->> 'name'))
         ORDER BY (w ->> 'table') COLLATE "C"
         LIMIT 1) AS deviation
