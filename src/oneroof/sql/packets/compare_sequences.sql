-- Sequences that were there before and after, with another value.
-- start jsonb, now jsonb (both as packets/read_sequences gives them)
SELECT coalesce(pg_catalog.jsonb_agg(s.key ORDER BY s.key COLLATE "C"), '[]') AS moved
  FROM pg_catalog.jsonb_each(%(start)s::jsonb) s
  JOIN pg_catalog.jsonb_each(%(now)s::jsonb) n ON n.key = s.key
 WHERE n.value <> s.value
