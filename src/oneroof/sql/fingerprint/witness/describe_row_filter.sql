-- What a table in a publication is to the witness: the filter of its rows, and the columns that go out (NULL: all).
-- host oid, publication text
SELECT pg_catalog.pg_get_expr(r.prqual, r.prrelid) AS definition,
       (SELECT pg_catalog.array_agg(a.attname::text ORDER BY a.attnum) FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs)) AS columns,
       ARRAY['pg_catalog.pg_publication_rel'] AS catalogs, ARRAY[r.oid] AS objects, ARRAY[0] AS parts
FROM pg_catalog.pg_publication_rel r
JOIN pg_catalog.pg_publication p ON p.oid = r.prpubid
WHERE r.prrelid = %(host)s::oid AND p.pubname = %(publication)s::text
