-- Texts of definitions name what stands in these schemas without its schema, and are read so; for this transaction.
-- schemas text[] (may be empty)
SELECT pg_catalog.set_config(
           'search_path',
           'pg_catalog, ' || (SELECT coalesce(pg_catalog.string_agg(
                                         '"' || pg_catalog.replace(s.name, '"', '""') || '", ', '' ORDER BY s.place), '')
                              FROM pg_catalog.unnest(%(schemas)s::text[]) WITH ORDINALITY AS s (name, place))
           || 'pg_temp',
           true) AS path
