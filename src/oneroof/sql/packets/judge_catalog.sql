-- Changes of objects against [[catalog]]: the first that is not declared, or was declared and did not happen, by name; NULL
-- when all agree. What an object that is declared added or removed contains comes and goes with it and needs no line; nor
-- does what a declared change of an extension does to its members.
-- declared jsonb (array of {object, change}), changes jsonb (packets/compare_catalog)
WITH RECURSIVE measured AS (
    SELECT c ->> 'object' AS object, c ->> 'change' AS change, c -> 'parents' AS parents
      FROM pg_catalog.jsonb_array_elements(%(changes)s::jsonb) c
), declared AS (
    SELECT d ->> 'object' AS object, d ->> 'change' AS change FROM pg_catalog.jsonb_array_elements(%(declared)s::jsonb) d
), covered AS (
    SELECT d.object, d.change FROM declared d
     UNION
    SELECT m.object, m.change
      FROM measured m
      JOIN covered c ON m.parents ? c.object
     WHERE (c.change = m.change AND m.change <> 'changed') OR (c.object LIKE 'extension:%%' AND c.change = 'changed')
), judged AS (
    SELECT m.object, coalesce(d.change, 'unchanged (not declared)') AS expected, m.change AS found
      FROM measured m
      LEFT JOIN declared d ON d.object = m.object
     WHERE NOT EXISTS (SELECT FROM covered c WHERE c.object = m.object AND c.change = m.change)
       AND NOT EXISTS (SELECT FROM measured p
                        WHERE m.parents ? p.object AND p.change = m.change AND m.change <> 'changed')
     UNION ALL
    SELECT d.object, d.change, 'unchanged'
      FROM declared d
     WHERE NOT EXISTS (SELECT FROM measured m WHERE m.object = d.object)
)
SELECT (SELECT pg_catalog.jsonb_build_object('what', j.object, 'expected', j.expected, 'found', j.found)
          FROM judged j
         ORDER BY j.object COLLATE "C"
         LIMIT 1) AS deviation
