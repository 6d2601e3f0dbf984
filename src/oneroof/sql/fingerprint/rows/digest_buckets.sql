-- The rows that a relation itself holds, dealt into buckets by their keys: how many each has, and the sum of their digests (as
-- digest_rows, so nothing that two rows swap cancels). {key}, {columns}: columns of oneroof_row.
-- mask bigint
SELECT dealt.bucket, pg_catalog.count(*) AS rows, pg_catalog.sum(dealt.digest) AS total
FROM (SELECT pg_catalog.hashtextextended(ROW({key})::text COLLATE "C", 0) & %(mask)s::bigint AS bucket,
             pg_catalog.hashtextextended(ROW({columns})::text COLLATE "C", 0)                AS digest
      FROM ONLY {relation} AS oneroof_row) AS dealt
GROUP BY dealt.bucket
