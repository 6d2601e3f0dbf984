-- As digest_portable, and equal to it, in a database that writes its texts neither in UTF-8 nor as bytes of no encoding: the hash of
-- a text is that of its bytes, and the hash of a record of one column is that column's.
{fresh} SELECT {place} AS place,
       pg_catalog.count(*) AS rows,
       coalesce(pg_catalog.sum(pg_catalog.hash_record_extended(ROW(pg_catalog.convert_to(ROW({row})::text, 'UTF8')), 0)), 0) AS total
FROM {source} AS oneroof_row {condition}
