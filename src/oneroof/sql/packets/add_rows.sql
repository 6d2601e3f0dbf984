-- What was counted and digested of one table, added to what was of others.
-- measured jsonb, table text, rows numeric, total numeric
SELECT %(measured)s::jsonb || pg_catalog.jsonb_build_object(%(table)s::text, pg_catalog.jsonb_build_object(
           'rows', %(rows)s::numeric, 'total', %(total)s::numeric)) AS rows
