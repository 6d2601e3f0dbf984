-- The packet's search_path for the rest of the transaction, each schema quoted, pg_temp last.
-- schemas jsonb (array of names)
SELECT pg_catalog.set_config(
           'search_path',
           (SELECT pg_catalog.string_agg('"' || pg_catalog.replace(s.name, '"', '""') || '"', ', ' ORDER BY s.place)
              FROM pg_catalog.jsonb_array_elements_text(%(schemas)s::jsonb) WITH ORDINALITY AS s (name, place))
           || ', pg_temp',
           true) AS path
