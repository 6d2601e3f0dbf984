-- What this backend holds or the server has that no table shows: advisory locks, replication slots, foreign tables in use,
-- and relations that inherit from oneroof's own.
SELECT pg_catalog.jsonb_build_object(
           'replication slots', (SELECT coalesce(pg_catalog.jsonb_agg(r.slot_name ORDER BY r.slot_name), '[]')
                                   FROM pg_catalog.pg_replication_slots r WHERE NOT r.temporary),
           'foreign tables used', (SELECT pg_catalog.count(DISTINCT l.relation)
                                     FROM pg_catalog.pg_locks l
                                     JOIN pg_catalog.pg_class c ON c.oid = l.relation AND c.relkind = 'f'
                                    WHERE l.pid = pg_catalog.pg_backend_pid() AND l.locktype = 'relation'),
           'children of gate tables', (SELECT pg_catalog.count(*)
                                         FROM pg_catalog.pg_inherits i
                                         JOIN pg_catalog.pg_class c ON c.oid = i.inhparent
                                        WHERE c.relnamespace = pg_catalog.to_regnamespace('oneroof')
                                          AND (c.relname LIKE 'os\_%'
                                               OR c.relname IN ('database_identity', 'governance_rollout')))
       ) AS backend,
       (SELECT coalesce(pg_catalog.jsonb_agg(DISTINCT pg_catalog.concat_ws(' ', l.classid, l.objid, l.objsubid, l.mode)), '[]')
          FROM pg_catalog.pg_locks l
         WHERE l.pid = pg_catalog.pg_backend_pid() AND l.locktype = 'advisory' AND l.granted) AS advisory
