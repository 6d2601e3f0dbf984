-- The write set of user tables and large objects for people: what was counted, and what only its file gives away. The rows that
-- the log itself took are left out. measured: full where the rows were counted and digested, counters where they were not.
-- writes jsonb (packets/subtract_counters), files jsonb (packets/compare_files), declared jsonb (deltas),
-- large jsonb (array of tables), log jsonb (deltas of the log)
WITH counted AS (
    SELECT w ->> 'table' AS shown, (w ->> 'inserted')::bigint AS inserted, (w ->> 'updated')::bigint AS updated,
           (w ->> 'deleted')::bigint AS deleted
      FROM pg_catalog.jsonb_array_elements(%(writes)s::jsonb) w
     WHERE (NOT (w ->> 'system')::boolean OR w ->> 'table' = 'pg_catalog.pg_largeobject')
       AND NOT EXISTS (SELECT FROM pg_catalog.jsonb_array_elements(%(log)s::jsonb) l
                        WHERE l ->> 'schema' = w ->> 'schema' AND l ->> 'name' = w ->> 'name')
), replaced AS (
    SELECT f ->> 'table' AS shown
      FROM pg_catalog.jsonb_array_elements(%(files)s::jsonb) f
     WHERE f ->> 'change' = 'replaced'
)
SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
           'table', coalesce(c.shown, r.shown), 'inserted', coalesce(c.inserted, 0), 'updated', coalesce(c.updated, 0),
           'deleted', coalesce(c.deleted, 0), 'new_file', r.shown IS NOT NULL,
           'measured', CASE WHEN d.j IS NOT NULL AND NOT %(large)s::jsonb ? coalesce(c.shown, r.shown)
                            THEN 'full' ELSE 'counters' END) ORDER BY coalesce(c.shown, r.shown) COLLATE "C"), '[]') AS deltas
  FROM counted c
  FULL JOIN replaced r ON r.shown = c.shown
  LEFT JOIN pg_catalog.jsonb_array_elements(%(declared)s::jsonb) AS d (j) ON d.j ->> 'table' = coalesce(c.shown, r.shown)
