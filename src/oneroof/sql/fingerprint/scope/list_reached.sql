-- The tables and materialised views that a change of some relations can reach: themselves, what inherits from them, tables that a
-- foreign key's action changes with them, what their rules name and what the text of their triggers' functions names, and of
-- all these again; then the tables at the other end of their foreign keys. What a function called by a trigger does is not known.
-- schemas text[], names text[] (of the relations, in pairs)
WITH RECURSIVE reached AS (
    SELECT c.oid
    FROM ROWS FROM (pg_catalog.unnest(%(schemas)s::text[]), pg_catalog.unnest(%(names)s::text[])) AS wanted (schema, name)
    JOIN pg_catalog.pg_namespace n ON n.nspname = wanted.schema
    JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = wanted.name
    UNION
    SELECT next.oid
    FROM reached
    CROSS JOIN LATERAL (
        SELECT i.inhrelid AS oid FROM pg_catalog.pg_inherits i WHERE i.inhparent = reached.oid
        UNION ALL
        SELECT k.conrelid FROM pg_catalog.pg_constraint k
        WHERE k.contype = 'f' AND k.confrelid = reached.oid
          AND (k.confdeltype NOT IN ('a', 'r') OR k.confupdtype NOT IN ('a', 'r'))
        UNION ALL
        SELECT d.refobjid
        FROM pg_catalog.pg_rewrite r
        JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = r.oid
                                   AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
        WHERE r.ev_class = reached.oid
        UNION ALL
        SELECT c.oid
        FROM pg_catalog.pg_trigger t
        JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid
        JOIN pg_catalog.pg_class c ON c.relkind IN ('r', 'p', 'v') AND c.oid >= 16384
                                  AND (pg_catalog.strpos(p.prosrc, c.relname) > 0
                                       OR EXISTS (SELECT FROM pg_catalog.pg_depend d
                                                  WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid
                                                    AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                                                    AND d.refobjid = c.oid))
        WHERE t.tgrelid = reached.oid AND NOT t.tgisinternal
    ) AS next
)
SELECT CASE c.relkind WHEN 'm' THEN 'materialized_view' ELSE 'table' END AS kind, n.nspname::text AS schema, c.relname::text AS name
FROM (SELECT reached.oid FROM reached
      UNION
      SELECT k.confrelid FROM reached JOIN pg_catalog.pg_constraint k ON k.contype = 'f' AND k.conrelid = reached.oid
      UNION
      SELECT k.conrelid FROM reached JOIN pg_catalog.pg_constraint k ON k.contype = 'f' AND k.confrelid = reached.oid) AS found
JOIN pg_catalog.pg_class c ON c.oid = found.oid AND c.relkind IN ('r', 'm') AND c.oid >= 16384
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
ORDER BY 1, n.nspname COLLATE "C", c.relname COLLATE "C"
