-- Which database this is against the one that is meant: the first of the expected parts that is another; NULL when all agree.
-- expected jsonb {system_identifier, database, uid, kind; any may be left out}, system_identifier text, database text,
-- is_table boolean, listed jsonb (packets/list_identity; an empty array where nothing can be read)
SELECT (SELECT pg_catalog.jsonb_build_object('what', e.key, 'expected', e.value #>> '{}', 'found', coalesce(f.value, 'none'))
          FROM pg_catalog.jsonb_each(%(expected)s::jsonb) e
          LEFT JOIN (VALUES ('system_identifier', %(system_identifier)s::text), ('database', %(database)s::text),
                            ('uid', %(listed)s::jsonb -> 0 ->> 'uid'), ('kind', %(listed)s::jsonb -> 0 ->> 'kind')) AS f (key, value)
                 ON f.key = e.key
         WHERE coalesce(f.value, 'none') <> e.value #>> '{}'
            OR (e.key IN ('uid', 'kind') AND e.value <> '"none"'
                AND (NOT %(is_table)s::boolean OR pg_catalog.jsonb_array_length(%(listed)s::jsonb) <> 1))
         ORDER BY pg_catalog.array_position(ARRAY['system_identifier', 'database', 'uid', 'kind'], e.key)
         LIMIT 1) AS deviation
