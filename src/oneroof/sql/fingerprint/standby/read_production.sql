-- Where production's write-ahead log ends, and on which timeline it writes. At a page's beginning the server counts its header
-- (24 bytes, 40 in a segment's first page) as written; a standby replays records, so the header is taken off.
SELECT pg_catalog.left(pg_catalog.pg_walfile_name(w.position), 8) AS timeline,
       (w.position - CASE WHEN w.into_page IN (24, 40) THEN w.into_page ELSE 0 END)::text AS position
FROM (SELECT p.position,
             (p.position - '0/0'::pg_catalog.pg_lsn) % pg_catalog.current_setting('wal_block_size')::numeric AS into_page
      FROM (SELECT pg_catalog.pg_current_wal_insert_lsn() AS position) AS p) AS w
