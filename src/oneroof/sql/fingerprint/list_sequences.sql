-- Sequences that are not built in or temporary, their direction, and whether their values can be read: by
-- this role, and not of an unlogged one on a standby, which has none.
SELECT n.nspname::text AS schema,
       c.relname::text AS name,
       s.seqincrement  AS increment,
       pg_catalog.has_schema_privilege(n.oid, 'USAGE')
           AND pg_catalog.has_sequence_privilege(c.oid, 'SELECT')
           AND NOT (c.relpersistence = 'u' AND pg_catalog.pg_is_in_recovery()) AS readable
FROM pg_catalog.pg_sequence s
JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.oid >= 16384 AND c.relpersistence <> 't'
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
