-- How one table is as a whole, in words that compare, added to how others are.
-- measured jsonb, table text, rows text, total text
SELECT %(measured)s::jsonb || pg_catalog.jsonb_build_object(%(table)s::text, %(rows)s::text || ' rows ' || %(total)s::text) AS whole
