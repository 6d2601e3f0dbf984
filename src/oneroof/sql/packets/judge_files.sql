-- Files and oids against the declaration: the first table that was truncated, rewritten, made or dropped otherwise than
-- declared, or that was declared so and was not; NULL when all are as declared.
-- declared jsonb (deltas with truncated, rewritten), files jsonb (packets/compare_files), changes jsonb (packets/compare_catalog)
WITH measured AS (
    SELECT f ->> 'schema' AS schema, f ->> 'name' AS name, f ->> 'table' AS shown, f ->> 'object' AS object,
           f ->> 'change' AS change
      FROM pg_catalog.jsonb_array_elements(%(files)s::jsonb) f
), declared AS (
    SELECT d ->> 'schema' AS schema, d ->> 'name' AS name, d ->> 'table' AS shown,
           (d ->> 'truncated')::boolean OR (d ->> 'rewritten')::boolean AS replaced
      FROM pg_catalog.jsonb_array_elements(%(declared)s::jsonb) d
), changed AS (
    SELECT c ->> 'object' AS object, c ->> 'change' AS change FROM pg_catalog.jsonb_array_elements(%(changes)s::jsonb) c
), judged AS (
    SELECT m.shown, 'the same file (neither truncated nor rewritten)' AS expected, 'another file' AS found
      FROM measured m
     WHERE m.change = 'replaced'
       AND NOT EXISTS (SELECT FROM declared d WHERE d.schema = m.schema AND d.name = m.name AND d.replaced)
     UNION ALL
    SELECT m.shown, 'the same table', 'a table ' || m.change || ' that no change of the catalog names'
      FROM measured m
     WHERE m.change <> 'replaced'
       AND NOT EXISTS (SELECT FROM changed c WHERE c.object = m.object AND c.change = m.change)
     UNION ALL
    SELECT d.shown, 'truncated or rewritten', 'the same file'
      FROM declared d
     WHERE d.replaced
       AND NOT EXISTS (SELECT FROM measured m WHERE m.schema = d.schema AND m.name = d.name)
)
SELECT (SELECT pg_catalog.jsonb_build_object('what', j.shown || ' file', 'expected', j.expected, 'found', j.found)
          FROM judged j
         ORDER BY j.shown COLLATE "C", j.expected
         LIMIT 1) AS deviation
