-- The rows that a relation itself holds, dealt into buckets by their keys: how many each has, and the sum of their digests (not
-- linear in the columns, so nothing that two rows swap cancels). {{key_hash}}: 64 bits of a row called oneroof_row; {{row_hash}}:
-- 64 bits, or a SHA-256 in hexadecimal digits; {{total}}: the sum of those, called dealt.digest.
SELECT dealt.bucket, pg_catalog.count(*) AS rows, {total} AS total
FROM (SELECT {key_hash} & {mask} AS bucket, {row_hash} AS digest FROM ONLY {relation} AS oneroof_row) AS dealt
GROUP BY dealt.bucket
