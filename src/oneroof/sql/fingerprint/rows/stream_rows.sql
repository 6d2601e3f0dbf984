-- The rows of some buckets (see digest_buckets) in one order on every server: a salted digest of the key, the row's digest, how
-- many rows are so, and where one of them is (its ctid, which stays while the snapshot is held). {{key}}: the key's columns.
SELECT found.hash,
       found.key,
       found.digest,
       pg_catalog.count(*)               AS copies,
       pg_catalog.min(found.place)::text AS place
FROM (SELECT {key_hash} AS hash,
             {row_hash} AS digest,
             pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to({salt} || ROW({key})::text, {encoding})), 'hex') AS key,
             oneroof_row.ctid AS place
      FROM ONLY {relation} AS oneroof_row
      WHERE ({key_hash} & {mask}) = ANY ({buckets}::bigint[])) AS found
GROUP BY found.hash, found.key, found.digest
ORDER BY found.hash, found.key COLLATE "C", found.digest
