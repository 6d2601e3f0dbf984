-- Objects of kinds that the inventory does not know: the first kind whose number is another; NULL when none is.
-- start jsonb, now jsonb (both as packets/count_unmodelled gives them)
SELECT (SELECT pg_catalog.jsonb_build_object('what', k.kind, 'expected', coalesce(%(start)s::jsonb ->> k.kind, '0'),
                                             'found', coalesce(%(now)s::jsonb ->> k.kind, '0'))
          FROM pg_catalog.jsonb_object_keys(%(start)s::jsonb || %(now)s::jsonb) AS k (kind)
         WHERE coalesce(%(start)s::jsonb -> k.kind, '0') <> coalesce(%(now)s::jsonb -> k.kind, '0')
         ORDER BY k.kind COLLATE "C"
         LIMIT 1) AS deviation
