-- What a stretch of the write-ahead log holds: how many records of each kind, how transactions ended with their
-- subtransactions, and which files of this database were made or cut; its first and its last record.
-- start text
-- stop text
-- database int8
WITH record AS MATERIALIZED (
    SELECT r.start_lsn, r.end_lsn, r.prev_lsn, r.xid::text AS xid, r.resource_manager AS manager, r.record_type AS type,
           CASE WHEN r.resource_manager IN ('Transaction', 'Storage') THEN r.description END AS description
    FROM {inspector}.pg_get_wal_records_info(%(start)s::pg_catalog.pg_lsn, %(stop)s::pg_catalog.pg_lsn) AS r
), ended AS (
    SELECT r.type LIKE 'COMMIT%%' AS committed, t.xid
    FROM record r
    CROSS JOIN LATERAL (
        SELECT CASE WHEN r.type LIKE '%%\_PREPARED' THEN pg_catalog.substring(r.description, '^(\d+): ') ELSE r.xid END
        UNION ALL
        SELECT pg_catalog.unnest(pg_catalog.string_to_array(pg_catalog.ltrim(
               pg_catalog.substring(r.description, '; subxacts:((?: \d+)+)')), ' '))) AS t (xid)
    WHERE r.manager = 'Transaction' AND r.type IN ('COMMIT', 'ABORT', 'COMMIT_PREPARED', 'ABORT_PREPARED')
)
SELECT (SELECT pg_catalog.min(r.prev_lsn)::text FROM record r)  AS before_first,
       (SELECT pg_catalog.min(r.start_lsn)::text FROM record r) AS first,
       (SELECT pg_catalog.max(r.start_lsn)::text FROM record r) AS last,
       (SELECT pg_catalog.max(r.end_lsn)::text FROM record r)   AS ended_at,
       ARRAY(SELECT e.xid::int8 FROM ended e WHERE e.committed)     AS committed,
       ARRAY(SELECT e.xid::int8 FROM ended e WHERE NOT e.committed) AS aborted,
       (SELECT coalesce(pg_catalog.jsonb_object_agg(k.kind, k.records), '{{}}')
          FROM (SELECT pg_catalog.concat(r.manager, '/', r.type) AS kind, pg_catalog.count(*) AS records
                FROM record r GROUP BY 1) AS k)                 AS kinds,
       ARRAY(SELECT DISTINCT pg_catalog.substring(r.description, '/(\d+)(?:_[a-z]+)?(?: to |$)')::int8
               FROM record r
              WHERE r.manager = 'Storage' AND r.description LIKE pg_catalog.concat('%%/', %(database)s::int8, '/%%')
                AND (r.type = 'CREATE' OR r.xid <> '0'))        AS files
