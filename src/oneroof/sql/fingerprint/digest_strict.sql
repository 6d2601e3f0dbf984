-- As digest_everyday, with the SHA-256 of each row after a salt: of the binary form of a record of the columns' seals (list_shapes),
-- which has every type's number and every length in it, so that no two rows read alike. The sum is of whole numbers of 256
-- bits, exact and not reduced: four signed limbs of 64 bits are summed each for itself, and put together at the end. OFFSET 0
-- keeps the planner from computing a SHA-256 once for each byte that is taken from it.
{fresh} SELECT {place} AS place,
       pg_catalog.count(*) AS rows,
       coalesce(pg_catalog.sum(
             (pg_catalog.get_byte(s.seal, 0)::bigint << 56) | (pg_catalog.get_byte(s.seal, 1)::bigint << 48)
           | (pg_catalog.get_byte(s.seal, 2)::bigint << 40) | (pg_catalog.get_byte(s.seal, 3)::bigint << 32)
           | (pg_catalog.get_byte(s.seal, 4)::bigint << 24) | (pg_catalog.get_byte(s.seal, 5)::bigint << 16)
           | (pg_catalog.get_byte(s.seal, 6)::bigint << 8) | pg_catalog.get_byte(s.seal, 7)), 0) * pg_catalog.power(2::numeric, 192)
       + coalesce(pg_catalog.sum(
             (pg_catalog.get_byte(s.seal, 8)::bigint << 56) | (pg_catalog.get_byte(s.seal, 9)::bigint << 48)
           | (pg_catalog.get_byte(s.seal, 10)::bigint << 40) | (pg_catalog.get_byte(s.seal, 11)::bigint << 32)
           | (pg_catalog.get_byte(s.seal, 12)::bigint << 24) | (pg_catalog.get_byte(s.seal, 13)::bigint << 16)
           | (pg_catalog.get_byte(s.seal, 14)::bigint << 8) | pg_catalog.get_byte(s.seal, 15)), 0) * pg_catalog.power(2::numeric, 128)
       + coalesce(pg_catalog.sum(
             (pg_catalog.get_byte(s.seal, 16)::bigint << 56) | (pg_catalog.get_byte(s.seal, 17)::bigint << 48)
           | (pg_catalog.get_byte(s.seal, 18)::bigint << 40) | (pg_catalog.get_byte(s.seal, 19)::bigint << 32)
           | (pg_catalog.get_byte(s.seal, 20)::bigint << 24) | (pg_catalog.get_byte(s.seal, 21)::bigint << 16)
           | (pg_catalog.get_byte(s.seal, 22)::bigint << 8) | pg_catalog.get_byte(s.seal, 23)), 0) * pg_catalog.power(2::numeric, 64)
       + coalesce(pg_catalog.sum(
             (pg_catalog.get_byte(s.seal, 24)::bigint << 56) | (pg_catalog.get_byte(s.seal, 25)::bigint << 48)
           | (pg_catalog.get_byte(s.seal, 26)::bigint << 40) | (pg_catalog.get_byte(s.seal, 27)::bigint << 32)
           | (pg_catalog.get_byte(s.seal, 28)::bigint << 24) | (pg_catalog.get_byte(s.seal, 29)::bigint << 16)
           | (pg_catalog.get_byte(s.seal, 30)::bigint << 8) | pg_catalog.get_byte(s.seal, 31)), 0) AS total
FROM (SELECT pg_catalog.sha256({salt} pg_catalog.record_send(ROW({row}))) AS seal
      FROM {source} AS oneroof_row {condition} OFFSET 0) AS s
