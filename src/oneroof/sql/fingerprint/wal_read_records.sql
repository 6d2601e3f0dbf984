-- What a stretch of the write-ahead log holds: how many records of each kind, how transactions ended with their
-- subtransactions, and which files of this database were made or cut; its first and its last record; whether any record
-- is of a page of this database or of what the cluster shares (ours). One pass over the records: there may be many.
-- start text
-- stop text
-- database int8
WITH kind AS MATERIALIZED (
    SELECT r.resource_manager AS manager, r.record_type AS type, pg_catalog.count(*) AS records,
           pg_catalog.min(r.prev_lsn) AS before_first, pg_catalog.min(r.start_lsn) AS first,
           pg_catalog.max(r.start_lsn) AS last, pg_catalog.max(r.end_lsn) AS ended_at,
           pg_catalog.bool_or(r.block_ref LIKE '%%/0/%%'
                              OR r.block_ref LIKE pg_catalog.concat('%%/', %(database)s::int8, '/%%')) AS ours,
           pg_catalog.array_agg(r.xid::text)
               FILTER (WHERE r.resource_manager IN ('Transaction', 'Storage'))          AS xids,
           pg_catalog.array_agg(r.description)
               FILTER (WHERE r.resource_manager IN ('Transaction', 'Storage'))          AS descriptions
    FROM {inspector}.pg_get_wal_records_info(%(start)s::pg_catalog.pg_lsn, %(stop)s::pg_catalog.pg_lsn) AS r
    GROUP BY r.resource_manager, r.record_type
), record AS MATERIALIZED (
    SELECT k.manager, k.type, d.xid, d.description
    FROM kind k
    CROSS JOIN LATERAL ROWS FROM (pg_catalog.unnest(k.xids), pg_catalog.unnest(k.descriptions)) AS d (xid, description)
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
SELECT pg_catalog.min(k.before_first)::text                          AS before_first,
       pg_catalog.min(k.first)::text                                 AS first,
       pg_catalog.max(k.last)::text                                  AS last,
       pg_catalog.max(k.ended_at)::text                              AS ended_at,
       coalesce(pg_catalog.bool_or(k.ours), false)                   AS ours,
       ARRAY(SELECT e.xid::int8 FROM ended e WHERE e.committed)     AS committed,
       ARRAY(SELECT e.xid::int8 FROM ended e WHERE NOT e.committed) AS aborted,
       coalesce(pg_catalog.jsonb_object_agg(pg_catalog.concat(k.manager, '/', k.type), k.records), '{{}}') AS kinds,
       ARRAY(SELECT DISTINCT pg_catalog.substring(r.description, '/(\d+)(?:_[a-z]+)?(?: to |$)')::int8
               FROM record r
              WHERE r.manager = 'Storage' AND r.description LIKE pg_catalog.concat('%%/', %(database)s::int8, '/%%')
                AND (r.type = 'CREATE' OR r.xid <> '0'))        AS files
FROM kind k
