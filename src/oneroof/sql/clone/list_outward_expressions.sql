-- What PostgreSQL runs by itself, and what stands in its place: expressions, and made objects that name a function. Each with
-- the functions that it calls directly and that reach out: built-in ones by name, others by the numbers given. The calls are
-- read from the stored trees, where a function is a number, not from a text that might only mention one.
-- builtin_names text (a regular expression), functions int8[]
WITH outward AS (
    SELECT p.oid, p.proname::text AS name, p.oid < 16384 AS built_in
      FROM pg_catalog.pg_proc p
     WHERE p.oid < 16384 AND p.pronamespace = 'pg_catalog'::pg_catalog.regnamespace
           AND p.proname ~ %(builtin_names)s::text
        OR p.oid::int8 = ANY (%(functions)s::int8[])
), relation AS (
    SELECT c.oid, c.relname, c.relkind, n.nspname
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.oid >= 16384
), expression (what, kind, parts, tree) AS (
    SELECT CASE a.attgenerated WHEN '' THEN 'column default' ELSE 'generated column' END, 'column',
           ARRAY[r.nspname, r.relname, a.attname], d.adbin::text
      FROM pg_catalog.pg_attrdef d
      JOIN relation r ON r.oid = d.adrelid
      JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
     UNION ALL
    SELECT 'CHECK', 'constraint', ARRAY[n.nspname, coalesce(r.relname, t.typname), k.conname], k.conbin::text
      FROM pg_catalog.pg_constraint k
      JOIN pg_catalog.pg_namespace n ON n.oid = k.connamespace
      LEFT JOIN relation r ON r.oid = k.conrelid
      LEFT JOIN pg_catalog.pg_type t ON t.oid = k.contypid
     WHERE k.oid >= 16384 AND k.conbin IS NOT NULL
     UNION ALL
    SELECT 'domain default', 'type', ARRAY[n.nspname, t.typname], t.typdefaultbin::text
      FROM pg_catalog.pg_type t
      JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
     WHERE t.oid >= 16384 AND t.typdefaultbin IS NOT NULL
     UNION ALL
    SELECT 'index', 'index', ARRAY[r.nspname, r.relname], i.indexprs::text || coalesce(i.indpred::text, '')
      FROM pg_catalog.pg_index i
      JOIN relation r ON r.oid = i.indexrelid
     WHERE i.indexprs IS NOT NULL
     UNION ALL
    SELECT 'index', 'index', ARRAY[r.nspname, r.relname], i.indpred::text
      FROM pg_catalog.pg_index i
      JOIN relation r ON r.oid = i.indexrelid
     WHERE i.indexprs IS NULL AND i.indpred IS NOT NULL
     UNION ALL
    SELECT 'policy', 'policy', ARRAY[r.nspname, r.relname, p.polname],
           coalesce(p.polqual::text, '') || coalesce(p.polwithcheck::text, '')
      FROM pg_catalog.pg_policy p
      JOIN relation r ON r.oid = p.polrelid
     UNION ALL
    SELECT 'trigger condition', 'trigger', ARRAY[r.nspname, r.relname, t.tgname], t.tgqual::text
      FROM pg_catalog.pg_trigger t
      JOIN relation r ON r.oid = t.tgrelid
     WHERE t.tgqual IS NOT NULL
     UNION ALL
    SELECT CASE WHEN w.rulename = '_RETURN' THEN 'view' ELSE 'rule' END,
           CASE WHEN w.rulename <> '_RETURN' THEN 'rule' WHEN r.relkind = 'm' THEN 'materialized_view' ELSE 'view' END,
           CASE WHEN w.rulename = '_RETURN' THEN ARRAY[r.nspname, r.relname]
                ELSE ARRAY[r.nspname, r.relname, w.rulename] END, w.ev_qual::text || w.ev_action::text
      FROM pg_catalog.pg_rewrite w
      JOIN relation r ON r.oid = w.ev_class
     UNION ALL
    SELECT 'statistics expression', 'statistics', ARRAY[n.nspname, s.stxname], s.stxexprs::text
      FROM pg_catalog.pg_statistic_ext s
      JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace
     WHERE s.stxexprs IS NOT NULL
     UNION ALL
    SELECT 'partition key', 'table', ARRAY[r.nspname, r.relname], p.partexprs::text
      FROM pg_catalog.pg_partitioned_table p
      JOIN relation r ON r.oid = p.partrelid
     WHERE p.partexprs IS NOT NULL
     UNION ALL
    SELECT 'default of a parameter', 'function', ARRAY[n.nspname, p.proname], p.proargdefaults::text
      FROM pg_catalog.pg_proc p
      JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
     WHERE p.oid >= 16384 AND p.proargdefaults IS NOT NULL
), called (what, kind, parts, function) AS (
    SELECT e.what, e.kind, e.parts, pg_catalog.oid(m[1])
      FROM expression e
     CROSS JOIN LATERAL pg_catalog.regexp_matches(e.tree, ':(?:funcid|opfuncid|aggfnoid|winfnoid) (\d+)', 'g') AS m
     UNION ALL
    SELECT 'operator', 'operator', ARRAY[n.nspname, o.oprname], o.oprcode::pg_catalog.oid
      FROM pg_catalog.pg_operator o
      JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
     WHERE o.oid >= 16384
     UNION ALL
    SELECT 'cast', 'cast', ARRAY[pg_catalog.format_type(c.castsource, NULL), pg_catalog.format_type(c.casttarget, NULL)],
           c.castfunc
      FROM pg_catalog.pg_cast c
     WHERE c.oid >= 16384
     UNION ALL
    SELECT 'aggregate', 'aggregate', ARRAY[n.nspname, p.proname], f.function
      FROM pg_catalog.pg_aggregate a
      JOIN pg_catalog.pg_proc p ON p.oid = a.aggfnoid AND p.oid >= 16384
      JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
     CROSS JOIN LATERAL (VALUES (a.aggtransfn::pg_catalog.oid), (a.aggfinalfn), (a.aggcombinefn), (a.aggmtransfn),
                                (a.aggmfinalfn)) AS f (function)
)
SELECT c.what, c.kind, c.parts::text[] AS parts, o.name AS function, o.built_in
  FROM called c
  JOIN outward o ON o.oid = c.function
 GROUP BY c.what, c.kind, c.parts, o.name, o.built_in
 ORDER BY c.kind, c.parts::text COLLATE "C", o.name COLLATE "C"
