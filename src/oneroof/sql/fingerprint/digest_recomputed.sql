-- The digest that a materialised view would have were it refreshed at this snapshot: as digest_rows, over its query.
-- "fresh" is empty, or a WITH clause by which the query reads stale views as they would be were they refreshed before.
{fresh}
SELECT pg_catalog.count(*) AS rows,
       coalesce(pg_catalog.sum(pg_catalog.hashtextextended(ROW({columns})::text COLLATE "C", 0)), 0) AS total
FROM ({definition}) AS oneroof_row
