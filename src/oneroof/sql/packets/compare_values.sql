-- The first of the expected values, by name, that was not found; NULL when all were.
-- what text (put before the name), expected jsonb (object), found jsonb (object; may hold more)
SELECT (SELECT pg_catalog.jsonb_build_object(
                   'what', pg_catalog.concat_ws(' ', nullif(%(what)s::text, ''), e.key),
                   'expected', coalesce(e.value #>> '{}', 'nothing'),
                   'found', coalesce(%(found)s::jsonb -> e.key #>> '{}', 'nothing'))
          FROM pg_catalog.jsonb_each(%(expected)s::jsonb) e
         WHERE coalesce(%(found)s::jsonb -> e.key, 'null') <> e.value
         ORDER BY e.key COLLATE "C"
         LIMIT 1) AS deviation
