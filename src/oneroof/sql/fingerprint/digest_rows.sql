-- How many rows a relation itself holds (ONLY), and the sum of the 64-bit digests of its rows.
-- A row's digest is of the text that its columns' output functions give: ROW(...) is an anonymous record, which no cast
-- of a user's making can be defined on. The digest is not linear in the columns, so values swapped between rows show;
-- the sum is an exact integer, so equal rows do not cancel. 0 is the seed, for every packet and
-- every fingerprint of mode portable, ever.
SELECT pg_catalog.count(*) AS rows,
       coalesce(pg_catalog.sum(pg_catalog.hashtextextended(ROW({columns})::text COLLATE "C", 0)), 0) AS total
FROM ONLY {relation} AS oneroof_row
