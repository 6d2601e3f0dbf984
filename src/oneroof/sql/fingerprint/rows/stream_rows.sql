-- The rows of some buckets (see digest_buckets) in one order on every server: a salted digest of the key, the row's digest, how
-- many rows are so, and where one of them is (its ctid, which stays while the snapshot is held).
-- mask bigint, buckets bigint[], salt text
SELECT found.hash,
       found.key,
       found.digest,
       pg_catalog.count(*)                AS copies,
       pg_catalog.min(found.place)::text  AS place
FROM (SELECT dealt.hash, dealt.place,
             pg_catalog.hashtextextended(dealt.content COLLATE "C", 0) AS digest,
             pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(%(salt)s::text || dealt.key, 'UTF8')), 'hex') AS key
      FROM (SELECT pg_catalog.hashtextextended(ROW({key})::text COLLATE "C", 0) AS hash,
                   ROW({key})::text                                           AS key,
                   ROW({columns})::text                                       AS content,
                   oneroof_row.ctid                                           AS place
            FROM ONLY {relation} AS oneroof_row) AS dealt
      WHERE (dealt.hash & %(mask)s::bigint) = ANY (%(buckets)s::bigint[])) AS found
GROUP BY found.hash, found.key, found.digest
ORDER BY found.hash, found.key COLLATE "C", found.digest
