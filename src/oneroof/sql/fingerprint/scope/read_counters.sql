-- What PostgreSQL has counted as written to each table and materialised view since its counters began: rows inserted, updated,
-- deleted. They reach this view within a second or so of a commit, and a crash or pg_stat_reset() begins them again.
SELECT CASE c.relkind WHEN 'm' THEN 'materialized_view' ELSE 'table' END AS kind, s.schemaname::text AS schema, s.relname::text AS name,
       pg_catalog.format('%s inserted, %s updated, %s deleted', s.n_tup_ins, s.n_tup_upd, s.n_tup_del) AS written
FROM pg_catalog.pg_stat_user_tables s
JOIN pg_catalog.pg_class c ON c.oid = s.relid
ORDER BY s.schemaname COLLATE "C", s.relname COLLATE "C"
