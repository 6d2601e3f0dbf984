-- Objects that differ between two inventories: added, removed or changed, each with what it comes and goes with.
-- start jsonb, now jsonb: {ref: [digest, parents]}
SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
           'object', coalesce(n.key, s.key),
           'change', CASE WHEN s.key IS NULL THEN 'added' WHEN n.key IS NULL THEN 'removed' ELSE 'changed' END,
           'parents', coalesce(n.value, s.value) -> 1) ORDER BY coalesce(n.key, s.key) COLLATE "C"), '[]') AS changes
  FROM pg_catalog.jsonb_each(%(now)s::jsonb) n
  FULL JOIN pg_catalog.jsonb_each(%(start)s::jsonb) s ON s.key = n.key
 WHERE n.value IS DISTINCT FROM s.value
