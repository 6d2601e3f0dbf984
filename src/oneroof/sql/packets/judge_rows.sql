-- Rows counted and digested before and after, against the counters: the first table whose rows moved otherwise than counted
-- (rows written in a block that an EXCEPTION undid are counted, and are not there), or changed without being counted; NULL when
-- all agree. And, for each table, the digest of the rows written: after less before.
-- declared jsonb (deltas), writes jsonb (packets/subtract_counters), start jsonb, now jsonb {table: {rows, total}}; a table that was
-- not there had no rows
WITH counted AS (
    SELECT d ->> 'table' AS shown, (d ->> 'truncated')::boolean AS truncated,
           coalesce((w.j ->> 'inserted')::numeric, 0) AS inserted, coalesce((w.j ->> 'updated')::numeric, 0) AS updated,
           coalesce((w.j ->> 'deleted')::numeric, 0) AS deleted,
           coalesce(%(start)s::jsonb -> (d ->> 'table'), '{"rows": 0, "total": 0}') AS before,
           coalesce(%(now)s::jsonb -> (d ->> 'table'), '{"rows": 0, "total": 0}') AS after
      FROM pg_catalog.jsonb_array_elements(%(declared)s::jsonb) d
      LEFT JOIN pg_catalog.jsonb_array_elements(%(writes)s::jsonb) AS w (j)
             ON w.j ->> 'schema' = d ->> 'schema' AND w.j ->> 'name' = d ->> 'name'
     WHERE %(start)s::jsonb ? (d ->> 'table') OR %(now)s::jsonb ? (d ->> 'table')
), moved AS (
    SELECT c.*,
           (c.after ->> 'rows')::numeric
               - CASE WHEN c.truncated THEN 0 ELSE (c.before ->> 'rows')::numeric END AS rows,
           (c.after ->> 'total')::numeric
               - CASE WHEN c.truncated THEN 0 ELSE (c.before ->> 'total')::numeric END AS total
      FROM counted c
), judged AS (
    SELECT m.shown, 'more rows than before' AS what, m.inserted - m.deleted || ' (by the counters)' AS expected,
           m.rows || ' (counted)' AS found
      FROM moved m
     WHERE m.rows <> m.inserted - m.deleted
     UNION ALL
    SELECT m.shown, 'content', 'as it was, nothing was counted as written', 'other rows'
      FROM moved m
     WHERE m.total <> 0 AND m.inserted = 0 AND m.updated = 0 AND m.deleted = 0 AND NOT m.truncated
)
SELECT (SELECT pg_catalog.jsonb_build_object('what', j.shown || ' ' || j.what, 'expected', j.expected, 'found', j.found)
          FROM judged j
         ORDER BY j.shown COLLATE "C", j.what DESC
         LIMIT 1) AS deviation,
       (SELECT coalesce(pg_catalog.jsonb_object_agg(m.shown, m.total::text), '{}') FROM moved m) AS written
