-- Which files of this database, or of what the cluster shares, a stretch of the write-ahead log wrote to in their main
-- fork, by which kind of record, and from which to which transaction, counted from the first given id. Of transactions,
-- those below the first id or beyond the count are left out, and those that are given; so are indexes' own records.
-- start text
-- stop text
-- database int8
-- without int8[]
-- first int8
-- count int8
SELECT w.file, w.shared, w.kind, pg_catalog.sum(w.records)::int8 AS records,
       pg_catalog.min((w.xid - f.first + 4294967296) %% 4294967296) FILTER (WHERE w.xid <> 0) AS lowest,
       pg_catalog.max((w.xid - f.first + 4294967296) %% 4294967296) FILTER (WHERE w.xid <> 0) AS highest
FROM (SELECT b.relfilenode::int8 AS file, b.reldatabase = 0 AS shared, b.xid::text::int8 AS xid,
             pg_catalog.concat(b.resource_manager, '/', b.record_type) AS kind,
             pg_catalog.count(DISTINCT b.start_lsn) AS records
      FROM {inspector}.pg_get_wal_block_info(
          %(start)s::pg_catalog.pg_lsn, %(stop)s::pg_catalog.pg_lsn, false) AS b
      WHERE b.resource_manager NOT IN ('Btree', 'Hash', 'Gin', 'Gist', 'SPGist', 'BRIN', 'Sequence')
        AND b.relforknumber = 0 AND b.reldatabase::int8 IN (0, %(database)s::int8)
      GROUP BY 1, 2, 3, 4) AS w
CROSS JOIN (SELECT %(first)s::int8 %% 4294967296 AS first) AS f
WHERE w.xid = 0 OR (w.xid <> ALL (%(without)s::int8[])
                    AND (w.xid - f.first + 4294967296) %% 4294967296 < %(count)s::int8)
GROUP BY w.file, w.shared, w.kind
