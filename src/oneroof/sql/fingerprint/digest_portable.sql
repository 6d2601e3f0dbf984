-- As digest_everyday, of the text that the columns' output functions give: the same in every major version. ROW(...) is an
-- anonymous record, which no cast of a user's making can be defined on; {{row}} is its columns. As digest_rows has it.
{fresh} SELECT {place} AS place,
       pg_catalog.count(*) AS rows,
       coalesce(pg_catalog.sum(pg_catalog.hashtextextended(ROW({row})::text COLLATE "C", 0)), 0) AS total
FROM {source} AS oneroof_row {condition}
