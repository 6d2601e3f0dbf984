-- What was added to a built-in relation: rules, triggers, policies, constraints, indexes, defaults of its columns.
-- What stands on a relation that somebody made is read by the query of its kind.
SELECT 'builtin:' || i.type || ' ' || i.identity AS ref, 'database:this' AS parent, facet.name AS facet, facet.value
FROM (
    SELECT 'pg_catalog.pg_rewrite'::regclass AS class, r.oid, pg_catalog.pg_get_ruledef(r.oid) AS definition,
           r.ev_enabled::text AS state
    FROM pg_catalog.pg_rewrite r
    WHERE r.oid >= 16384 AND r.ev_class < 16384
    UNION ALL
    SELECT 'pg_catalog.pg_trigger'::regclass, g.oid, pg_catalog.pg_get_triggerdef(g.oid), g.tgenabled::text
    FROM pg_catalog.pg_trigger g
    WHERE g.oid >= 16384 AND g.tgrelid < 16384 AND NOT g.tgisinternal
    UNION ALL
    SELECT 'pg_catalog.pg_policy'::regclass, p.oid,
           ROW(p.polcmd, p.polpermissive, p.polroles::regrole[], pg_catalog.pg_get_expr(p.polqual, p.polrelid),
               pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid))::text, NULL
    FROM pg_catalog.pg_policy p
    WHERE p.oid >= 16384 AND p.polrelid < 16384
    UNION ALL
    SELECT 'pg_catalog.pg_constraint'::regclass, k.oid, pg_catalog.pg_get_constraintdef(k.oid), k.convalidated::text
    FROM pg_catalog.pg_constraint k
    WHERE k.oid >= 16384 AND k.conrelid BETWEEN 1 AND 16383
    UNION ALL
    SELECT 'pg_catalog.pg_class'::regclass, x.indexrelid, pg_catalog.pg_get_indexdef(x.indexrelid), x.indisvalid::text
    FROM pg_catalog.pg_index x
    WHERE x.indexrelid >= 16384 AND x.indrelid < 16384
    UNION ALL
    SELECT 'pg_catalog.pg_attrdef'::regclass, d.oid, pg_catalog.pg_get_expr(d.adbin, d.adrelid), NULL
    FROM pg_catalog.pg_attrdef d
    WHERE d.oid >= 16384 AND d.adrelid < 16384
) AS added
CROSS JOIN LATERAL pg_catalog.pg_identify_object(added.class, added.oid, 0) AS i
CROSS JOIN LATERAL (VALUES
    ('definition', added.definition),
    ('state',      added.state)
) AS facet(name, value)
WHERE facet.value IS NOT NULL
