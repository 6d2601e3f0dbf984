-- How to count the rows of catalogs that the fingerprint does not know: rows for VALUES, each (kind, count); one is always there.
-- catalogs is fingerprint/list_unknown_catalogs.
SELECT '(NULL::text, NULL::bigint)' || coalesce(pg_catalog.string_agg(pg_catalog.format(
           ', (%L, (SELECT pg_catalog.count(*) FROM pg_catalog.%I))', 'catalog ' || c.name, c.name), ''
           ORDER BY c.name COLLATE "C"), '') AS unknown
  FROM (
{catalogs}
       ) AS c
