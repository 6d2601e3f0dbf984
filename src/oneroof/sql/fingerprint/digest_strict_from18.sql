-- As digest_strict, and equal to it: here eight bytes become a number by a cast, which costs a quarter of taking them singly.
{fresh} SELECT {place} AS place,
       pg_catalog.count(*) AS rows,
       coalesce(pg_catalog.sum(pg_catalog.substring(s.seal, 1, 8)::bigint), 0) * pg_catalog.power(2::numeric, 192)
       + coalesce(pg_catalog.sum(pg_catalog.substring(s.seal, 9, 8)::bigint), 0) * pg_catalog.power(2::numeric, 128)
       + coalesce(pg_catalog.sum(pg_catalog.substring(s.seal, 17, 8)::bigint), 0) * pg_catalog.power(2::numeric, 64)
       + coalesce(pg_catalog.sum(pg_catalog.substring(s.seal, 25, 8)::bigint), 0) AS total
FROM (SELECT pg_catalog.sha256({salt} pg_catalog.record_send(ROW({row}))) AS seal
      FROM {source} AS oneroof_row {condition} OFFSET 0) AS s
