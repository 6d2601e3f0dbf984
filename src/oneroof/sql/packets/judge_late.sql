-- The first table, by name, that deferred triggers wrote after everything had been measured; NULL when there is none.
-- writes jsonb (packets/subtract_counters)
SELECT (SELECT pg_catalog.jsonb_build_object('what', (w ->> 'table') || ' rows written after they were measured', 'expected', '0',
                   'found', ((w ->> 'inserted')::bigint + (w ->> 'updated')::bigint + (w ->> 'deleted')::bigint)::text)
          FROM pg_catalog.jsonb_array_elements(%(writes)s::jsonb) w
         ORDER BY (w ->> 'table') COLLATE "C"
         LIMIT 1) AS deviation
