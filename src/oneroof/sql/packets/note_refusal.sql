-- A statement that the server refused, as a deviation.
-- what text, expected text, sqlstate text
SELECT pg_catalog.jsonb_build_object('what', %(what)s::text, 'expected', %(expected)s::text,
                                     'found', 'SQLSTATE ' || %(sqlstate)s::text) AS deviation
