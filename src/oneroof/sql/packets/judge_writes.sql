-- Counters against the declaration: the first table and kind of write, by name, that is not as declared; NULL when all are.
-- What is not declared may not be written. System tables are judged by packets/judge_system, unless they are declared.
-- declared jsonb (array of {schema, name, table, inserted {min, max}, updated, deleted}), log jsonb (the same, of what the log takes),
-- writes jsonb (packets/subtract_counters)
WITH declared AS (
    SELECT d ->> 'schema' AS schema, d ->> 'name' AS name, d ->> 'table' AS shown, k.kind,
           (d -> k.kind ->> 'min')::numeric AS least, (d -> k.kind ->> 'max')::numeric AS most
      FROM pg_catalog.jsonb_array_elements(%(declared)s::jsonb || %(log)s::jsonb) d
     CROSS JOIN (VALUES ('inserted'), ('updated'), ('deleted')) AS k (kind)
), written AS (
    SELECT w ->> 'schema' AS schema, w ->> 'name' AS name, w ->> 'table' AS shown, k.kind,
           (w ->> k.kind)::numeric AS rows, (w ->> 'system')::boolean AS system
      FROM pg_catalog.jsonb_array_elements(%(writes)s::jsonb) w
     CROSS JOIN (VALUES ('inserted'), ('updated'), ('deleted')) AS k (kind)
), judged AS (
    SELECT coalesce(d.shown, w.shown) AS shown, coalesce(d.kind, w.kind) AS kind, d.shown IS NOT NULL AS is_declared,
           coalesce(d.least, 0) AS least, CASE WHEN d.shown IS NULL THEN 0 ELSE d.most END AS most,
           coalesce(w.rows, 0) AS rows
      FROM declared d
      FULL JOIN written w ON w.schema = d.schema AND w.name = d.name AND w.kind = d.kind
     WHERE d.shown IS NOT NULL OR NOT w.system
)
SELECT (SELECT pg_catalog.jsonb_build_object(
                   'what', j.shown || ' ' || j.kind,
                   'expected', CASE WHEN NOT j.is_declared THEN '0 (not declared)'
                                    WHEN j.most IS NULL THEN 'at least ' || j.least
                                    WHEN j.most = j.least THEN j.least::text
                                    ELSE j.least || ' to ' || j.most END,
                   'found', j.rows::text)
          FROM judged j
         WHERE j.rows < j.least OR j.rows > j.most
         ORDER BY j.shown COLLATE "C", j.kind COLLATE "C" DESC
         LIMIT 1) AS deviation
