-- As digest_buckets, equal between servers of other versions and encodings: the first 64 bits of SHA-256 over UTF-8.
-- mask bigint
SELECT dealt.bucket, pg_catalog.count(*) AS rows, pg_catalog.sum(dealt.digest) AS total
FROM (SELECT ('x' || pg_catalog.encode(pg_catalog.substring(pg_catalog.sha256(pg_catalog.convert_to(
                  ROW({key})::text, 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint & %(mask)s::bigint AS bucket,
             ('x' || pg_catalog.encode(pg_catalog.substring(pg_catalog.sha256(pg_catalog.convert_to(
                  ROW({columns})::text, 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint                AS digest
      FROM ONLY {relation} AS oneroof_row) AS dealt
GROUP BY dealt.bucket
