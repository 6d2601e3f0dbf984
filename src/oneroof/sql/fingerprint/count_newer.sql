-- How many rows a relation itself holds (ONLY), and how many of them were written by a transaction that began since. No setting
-- keeps a row's version from bearing its transaction's id.
-- since text (a transaction id with its epoch)
SELECT pg_catalog.count(*) AS rows,
       pg_catalog.count(*) FILTER (
           WHERE pg_catalog.age(t.xmin) <= pg_catalog.age(%(since)s::text::pg_catalog.xid8::pg_catalog.xid)) AS newer
FROM ONLY {relation} AS t
