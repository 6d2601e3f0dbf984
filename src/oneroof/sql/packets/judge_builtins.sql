-- Built-in objects: the first catalog that holds other versions of their rows; NULL when none does, or when their grants, which
-- stand in the inventory by name, explain it.
-- start jsonb, now jsonb (both as packets/stamp_builtins gives them), changes jsonb (packets/compare_catalog)
SELECT (SELECT pg_catalog.jsonb_build_object('what', 'built-in objects of ' || s.key, 'expected', s.value #>> '{}',
                                             'found', coalesce(%(now)s::jsonb ->> s.key, 'nothing'))
          FROM pg_catalog.jsonb_each(%(start)s::jsonb) s
         WHERE coalesce(%(now)s::jsonb -> s.key, 'null') <> s.value
           AND NOT EXISTS (SELECT FROM pg_catalog.jsonb_array_elements(%(changes)s::jsonb) c
                            WHERE c ->> 'object' LIKE 'builtin:%%')
         ORDER BY s.key COLLATE "C"
         LIMIT 1) AS deviation
