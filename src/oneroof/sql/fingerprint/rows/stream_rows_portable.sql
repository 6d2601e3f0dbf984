-- As stream_rows, equal between servers of other versions and encodings.
-- mask bigint, buckets bigint[], salt text
SELECT found.hash,
       found.key,
       found.digest,
       pg_catalog.count(*)                AS copies,
       pg_catalog.min(found.place)::text  AS place
FROM (SELECT dealt.hash, dealt.place,
             ('x' || pg_catalog.encode(pg_catalog.substring(pg_catalog.sha256(pg_catalog.convert_to(
                  dealt.content, 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint AS digest,
             pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(%(salt)s::text || dealt.key, 'UTF8')), 'hex') AS key
      FROM (SELECT ('x' || pg_catalog.encode(pg_catalog.substring(pg_catalog.sha256(pg_catalog.convert_to(
                        ROW({key})::text, 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint AS hash,
                   ROW({key})::text     AS key,
                   ROW({columns})::text AS content,
                   oneroof_row.ctid     AS place
            FROM ONLY {relation} AS oneroof_row) AS dealt
      WHERE (dealt.hash & %(mask)s::bigint) = ANY (%(buckets)s::bigint[])) AS found
GROUP BY found.hash, found.key, found.digest
ORDER BY found.hash, found.key COLLATE "C", found.digest
