-- Rows that this transaction has written so far, by table oid, as PostgreSQL counts them (manual, section 27.2.20):
-- [inserted, updated, deleted]. System tables are in it, toast tables are not: their rows follow those of their table. What an
-- earlier transaction of this session has not reported yet is in it, too, which is why it is read at the start as well.
SELECT coalesce(pg_catalog.jsonb_object_agg(c.oid::text, pg_catalog.jsonb_build_array(n.inserted, n.updated, n.deleted)),
                '{}') AS counters
  FROM pg_catalog.pg_class c
 CROSS JOIN LATERAL (SELECT pg_catalog.pg_stat_get_xact_tuples_inserted(c.oid) AS inserted,
                            pg_catalog.pg_stat_get_xact_tuples_updated(c.oid)  AS updated,
                            pg_catalog.pg_stat_get_xact_tuples_deleted(c.oid)  AS deleted) AS n
 WHERE c.relkind IN ('r', 'm')
   AND n.inserted + n.updated + n.deleted > 0
