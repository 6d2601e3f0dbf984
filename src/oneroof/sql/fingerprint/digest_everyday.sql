-- How many rows a source (a table's own rows or a part of them; a view's query) gives, and the sum of their 64-bit digests.
-- {{row}} is the exclusive or of the columns' terms (list_shapes), each with a seed of its own. Passing that as a seed mixes
-- it without folding: the digest is not linear in the columns, so values swapped between rows show; the sum is an exact
-- integer, so equal rows do not cancel.
{fresh} SELECT {place} AS place,
       pg_catalog.count(*) AS rows,
       coalesce(pg_catalog.sum(pg_catalog.hashint4extended(1, {row})), 0) AS total
FROM {source} AS oneroof_row {condition}
