-- What makes an aggregate: its functions, state and operator. The rest stands with functions.
WITH schema AS (
    SELECT oid, CASE WHEN nspname ~ '^[a-z_][a-z0-9_]*$' THEN nspname
                     ELSE '"' || pg_catalog.replace(nspname, '"', '""') || '"' END AS name
    FROM pg_catalog.pg_namespace
    WHERE nspname !~ '^pg_(toast|temp_)'
), element AS (
    SELECT t.oid, t.typarray, n.nspname, CASE WHEN n.nspname ~ '^[a-z_][a-z0-9_]*$' THEN n.nspname
                                              ELSE '"' || pg_catalog.replace(n.nspname, '"', '""') || '"' END
               || '.' || CASE WHEN t.typname ~ '^[a-z_][a-z0-9_]*$' THEN t.typname
                              ELSE '"' || pg_catalog.replace(t.typname, '"', '""') || '"' END AS name
    FROM pg_catalog.pg_type t
    JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
), type AS (
    SELECT e.oid, CASE e.nspname WHEN 'pg_catalog' THEN pg_catalog.format_type(e.oid, NULL)
                                 ELSE coalesce(a.name || '[]', e.name) END AS name
    FROM element e
    LEFT JOIN element a ON a.typarray = e.oid
), signature AS (
    SELECT p.oid, pg_catalog.string_agg(ty.name, ',' ORDER BY arg.place) AS types
    FROM pg_catalog.pg_proc p
    CROSS JOIN pg_catalog.unnest(p.proargtypes) WITH ORDINALITY AS arg(oid, place)
    JOIN type ty ON ty.oid = arg.oid
    WHERE p.oid >= 16384
    GROUP BY p.oid
), member AS (
    SELECT d.classid, d.objid, e.extowner AS owner,
           'extension:' || CASE WHEN e.extname ~ '^[a-z_][a-z0-9_]*$' THEN e.extname
                                ELSE '"' || pg_catalog.replace(e.extname, '"', '""') || '"' END AS extension
    FROM pg_catalog.pg_depend d
    JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
    WHERE d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.deptype = 'e'
)
SELECT entry.ref, entry.parent, facet.name AS facet, facet.value
FROM pg_catalog.pg_aggregate a
JOIN pg_catalog.pg_proc p ON p.oid = a.aggfnoid
JOIN schema s ON s.oid = p.pronamespace
LEFT JOIN signature sg ON sg.oid = p.oid
LEFT JOIN member m ON m.classid = 'pg_catalog.pg_proc'::regclass AND m.objid = p.oid
CROSS JOIN LATERAL (
    SELECT CASE WHEN p.proname ~ '^[a-z_][a-z0-9_]*$' THEN p.proname
                ELSE '"' || pg_catalog.replace(p.proname, '"', '""') || '"' END AS proname
) AS spelled
CROSS JOIN LATERAL (
    SELECT 'aggregate:' || s.name || '.' || spelled.proname || '(' || coalesce(sg.types, '') || ')' AS ref,
           coalesce(m.extension, 'schema:' || s.name) AS parent
) AS entry
CROSS JOIN LATERAL (VALUES
    ('aggregate_kind',    pg_catalog.format('%s %s', a.aggkind, a.aggnumdirectargs)),
    ('transition',        CASE WHEN a.aggtransfn <> 0 THEN a.aggtransfn::oid::regprocedure::text END),
    ('final',             CASE WHEN a.aggfinalfn <> 0 THEN a.aggfinalfn::oid::regprocedure::text END),
    ('combine',           CASE WHEN a.aggcombinefn <> 0 THEN a.aggcombinefn::oid::regprocedure::text END),
    ('serial',            CASE WHEN a.aggserialfn <> 0 THEN a.aggserialfn::oid::regprocedure::text END),
    ('deserial',          CASE WHEN a.aggdeserialfn <> 0 THEN a.aggdeserialfn::oid::regprocedure::text END),
    ('moving_transition', CASE WHEN a.aggmtransfn <> 0 THEN a.aggmtransfn::oid::regprocedure::text END),
    ('moving_inverse',    CASE WHEN a.aggminvtransfn <> 0 THEN a.aggminvtransfn::oid::regprocedure::text END),
    ('moving_final',      CASE WHEN a.aggmfinalfn <> 0 THEN a.aggmfinalfn::oid::regprocedure::text END),
    ('final_modify',
     pg_catalog.format('%s %s %s %s', a.aggfinalmodify, a.aggfinalextra, a.aggmfinalmodify,
                       a.aggmfinalextra)),
    ('sort_operator',     CASE WHEN a.aggsortop <> 0 THEN a.aggsortop::regoperator::text END),
    ('state',             pg_catalog.format('%s %s', a.aggtranstype::regtype, a.aggtransspace)),
    ('moving_state',
     CASE WHEN a.aggmtranstype <> 0
          THEN pg_catalog.format('%s %s', a.aggmtranstype::regtype, a.aggmtransspace) END),
    ('initial',           a.agginitval),
    ('moving_initial',    a.aggminitval)
) AS facet(name, value)
WHERE facet.value IS NOT NULL
  AND p.oid >= 16384
