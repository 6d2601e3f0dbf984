-- The tables and materialised views that a change of some relations can reach: themselves, what inherits from them, tables that a
-- foreign key's action changes with them, what their rules name, and what the functions name that run with it: of triggers, of
-- event triggers, of defaults, generated columns, CHECKs, indexes and policies, of domains, also inside of arrays, row types, ranges
-- and other domains; and of all these again, functions that these functions name among them. A name counts wherever it stands in
-- a function's text, in whatever case and however it is quoted, so rather too much is found; what a function puts together at
-- run time is not known. Then the tables at the other end of their foreign keys.
-- schemas text[], names text[] (of the relations, in pairs)
WITH RECURSIVE wanted AS (
    SELECT c.oid
    FROM ROWS FROM (pg_catalog.unnest(%(schemas)s::text[]), pg_catalog.unnest(%(names)s::text[])) AS wanted (schema, name)
    JOIN pg_catalog.pg_namespace n ON n.nspname = wanted.schema
    JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = wanted.name
), reached (kind, oid) AS (
    SELECT 'relation', wanted.oid FROM wanted
    UNION
    SELECT 'function', e.evtfoid FROM pg_catalog.pg_event_trigger e
    WHERE e.evtenabled <> 'D' AND EXISTS (SELECT FROM wanted)
    UNION
    SELECT next.kind, next.oid
    FROM reached
    CROSS JOIN LATERAL (
        SELECT 'relation' AS kind, i.inhrelid AS oid FROM pg_catalog.pg_inherits i
        WHERE reached.kind = 'relation' AND i.inhparent = reached.oid
        UNION ALL
        SELECT 'relation', k.conrelid FROM pg_catalog.pg_constraint k
        WHERE reached.kind = 'relation' AND k.contype = 'f' AND k.confrelid = reached.oid
          AND (k.confdeltype NOT IN ('a', 'r') OR k.confupdtype NOT IN ('a', 'r'))
        UNION ALL
        SELECT 'relation', d.refobjid
        FROM pg_catalog.pg_rewrite r
        JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = r.oid
                                   AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
        WHERE reached.kind = 'relation' AND r.ev_class = reached.oid
        UNION ALL
        SELECT 'function', d.refobjid
        FROM (SELECT 'pg_catalog.pg_trigger'::pg_catalog.regclass AS class, t.oid
              FROM pg_catalog.pg_trigger t WHERE t.tgrelid = reached.oid
              UNION ALL
              SELECT 'pg_catalog.pg_attrdef'::pg_catalog.regclass, f.oid FROM pg_catalog.pg_attrdef f WHERE f.adrelid = reached.oid
              UNION ALL
              SELECT 'pg_catalog.pg_constraint'::pg_catalog.regclass, k.oid
              FROM pg_catalog.pg_constraint k WHERE k.conrelid = reached.oid
              UNION ALL
              SELECT 'pg_catalog.pg_policy'::pg_catalog.regclass, p.oid FROM pg_catalog.pg_policy p WHERE p.polrelid = reached.oid
              UNION ALL
              SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, i.indexrelid FROM pg_catalog.pg_index i WHERE i.indrelid = reached.oid
              UNION ALL
              SELECT 'pg_catalog.pg_rewrite'::pg_catalog.regclass, r.oid FROM pg_catalog.pg_rewrite r WHERE r.ev_class = reached.oid
             ) AS part
        JOIN pg_catalog.pg_depend d ON d.classid = part.class AND d.objid = part.oid
                                   AND d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass
        WHERE reached.kind = 'relation'
        UNION ALL
        SELECT 'type', a.atttypid FROM pg_catalog.pg_attribute a
        WHERE reached.kind = 'relation' AND a.attrelid = reached.oid AND a.attnum > 0 AND NOT a.attisdropped
        UNION ALL
        SELECT 'type', part.oid
        FROM pg_catalog.pg_type t
        CROSS JOIN LATERAL (
            SELECT t.typbasetype AS oid
            UNION ALL
            SELECT t.typelem
            UNION ALL
            SELECT a.atttypid FROM pg_catalog.pg_attribute a
            WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
            UNION ALL
            SELECT r.rngsubtype FROM pg_catalog.pg_range r WHERE t.oid IN (r.rngtypid, r.rngmultitypid)
        ) AS part
        WHERE reached.kind = 'type' AND t.oid = reached.oid AND part.oid <> 0
        UNION ALL
        SELECT 'function', d.refobjid
        FROM (SELECT 'pg_catalog.pg_type'::pg_catalog.regclass AS class, reached.oid
              UNION ALL
              SELECT 'pg_catalog.pg_constraint'::pg_catalog.regclass, k.oid
              FROM pg_catalog.pg_constraint k WHERE k.contypid = reached.oid) AS part
        JOIN pg_catalog.pg_depend d ON d.classid = part.class AND d.objid = part.oid
                                   AND d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass
        WHERE reached.kind = 'type'
        UNION ALL
        SELECT named.kind, named.oid
        FROM pg_catalog.pg_proc p
        CROSS JOIN LATERAL (SELECT pg_catalog.lower(pg_catalog.translate(p.prosrc, '"''', '') COLLATE "C") AS plain OFFSET 0) AS said
        CROSS JOIN LATERAL (
            SELECT 'relation' AS kind, c.oid FROM pg_catalog.pg_class c
            WHERE c.relkind IN ('r', 'p', 'v', 'm') AND c.oid >= 16384
              AND (pg_catalog.strpos(said.plain, pg_catalog.lower(pg_catalog.translate(c.relname, '"''', '') COLLATE "C")) > 0
                   OR EXISTS (SELECT FROM pg_catalog.pg_depend d
                              WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid
                                AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = c.oid))
            UNION ALL
            SELECT 'function', f.oid FROM pg_catalog.pg_proc f
            WHERE f.oid >= 16384 AND f.oid <> p.oid
              AND (pg_catalog.strpos(said.plain, pg_catalog.lower(pg_catalog.translate(f.proname, '"''', '') COLLATE "C")) > 0
                   OR EXISTS (SELECT FROM pg_catalog.pg_depend d
                              WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid
                                AND d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.refobjid = f.oid))
        ) AS named
        WHERE reached.kind = 'function' AND p.oid = reached.oid AND p.oid >= 16384
    ) AS next
), relation AS (
    SELECT reached.oid FROM reached WHERE reached.kind = 'relation'
)
SELECT CASE c.relkind WHEN 'm' THEN 'materialized_view' ELSE 'table' END AS kind, n.nspname::text AS schema, c.relname::text AS name
FROM (SELECT relation.oid FROM relation
      UNION
      SELECT k.confrelid FROM relation JOIN pg_catalog.pg_constraint k ON k.contype = 'f' AND k.conrelid = relation.oid
      UNION
      SELECT k.conrelid FROM relation JOIN pg_catalog.pg_constraint k ON k.contype = 'f' AND k.confrelid = relation.oid) AS found
JOIN pg_catalog.pg_class c ON c.oid = found.oid AND c.relkind IN ('r', 'm') AND c.oid >= 16384
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
ORDER BY 1, n.nspname COLLATE "C", c.relname COLLATE "C"
