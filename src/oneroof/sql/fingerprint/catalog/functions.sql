-- Functions, procedures and what aggregates share with them, by schema, name and input types.
-- The constructors that a range type made belong to the type.
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
), made AS (
    SELECT d.classid, d.objid,
           'type:' || s.name || '.' || CASE WHEN t.typname ~ '^[a-z_][a-z0-9_]*$' THEN t.typname
                                            ELSE '"' || pg_catalog.replace(t.typname, '"', '""') || '"' END AS type
    FROM pg_catalog.pg_depend d
    JOIN pg_catalog.pg_type t ON t.oid = d.refobjid
    JOIN schema s ON s.oid = t.typnamespace
    WHERE d.refclassid = 'pg_catalog.pg_type'::regclass AND d.deptype = 'i'
      AND (t.typtype = 'r' OR (t.typtype = 'm' AND d.classid = 'pg_catalog.pg_proc'::regclass))
), member AS (
    SELECT d.classid, d.objid, e.extowner AS owner,
           'extension:' || CASE WHEN e.extname ~ '^[a-z_][a-z0-9_]*$' THEN e.extname
                                ELSE '"' || pg_catalog.replace(e.extname, '"', '""') || '"' END AS extension
    FROM pg_catalog.pg_depend d
    JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
    WHERE d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.deptype = 'e'
)
SELECT entry.ref, entry.parent, facet.name AS facet, facet.value
FROM pg_catalog.pg_proc p
JOIN schema s ON s.oid = p.pronamespace
JOIN pg_catalog.pg_language l ON l.oid = p.prolang
LEFT JOIN signature sg ON sg.oid = p.oid
LEFT JOIN made ON made.classid = 'pg_catalog.pg_proc'::regclass AND made.objid = p.oid
LEFT JOIN member m ON m.classid = 'pg_catalog.pg_proc'::regclass AND m.objid = p.oid
LEFT JOIN pg_catalog.pg_init_privs i
       ON i.classoid = 'pg_catalog.pg_proc'::regclass AND i.objoid = p.oid AND i.objsubid = 0
CROSS JOIN LATERAL (
    SELECT CASE WHEN p.proname ~ '^[a-z_][a-z0-9_]*$' THEN p.proname
                ELSE '"' || pg_catalog.replace(p.proname, '"', '""') || '"' END AS proname
) AS spelled
CROSS JOIN LATERAL (
    SELECT CASE p.prokind WHEN 'p' THEN 'procedure:' WHEN 'a' THEN 'aggregate:' ELSE 'function:' END
           || s.name || '.' || spelled.proname || '(' || coalesce(sg.types, '') || ')' AS ref,
           coalesce(m.extension, made.type, 'schema:' || s.name) AS parent,
           coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner)) AS acl,
           coalesce(i.initprivs, pg_catalog.acldefault('f', p.proowner)) AS initial
    OFFSET 0  -- once for an object, not once for each facet
) AS entry
CROSS JOIN LATERAL (VALUES
    ('kind',             p.prokind::text),
    ('language',         l.lanname),
    ('arguments',        pg_catalog.pg_get_function_arguments(p.oid)),
    ('result',           pg_catalog.pg_get_function_result(p.oid)),
    ('body',
     CASE WHEN p.prosqlbody IS NULL THEN p.prosrc
          ELSE pg_catalog.pg_get_function_sqlbody(p.oid) END),
    ('library',          p.probin),
    ('volatility',       p.provolatile::text),
    ('strict',           p.proisstrict::text),
    ('security_definer', p.prosecdef::text),
    ('leakproof',        p.proleakproof::text),
    ('parallel',         p.proparallel::text),
    ('cost',             p.procost::text),
    ('rows',             p.prorows::text),
    ('support',          CASE WHEN p.prosupport <> 0 THEN p.prosupport::oid::regprocedure::text END),
    ('settings',
     CASE WHEN p.proconfig IS NOT NULL THEN
     (SELECT pg_catalog.string_agg(o, ', ' ORDER BY o COLLATE "C")
      FROM pg_catalog.unnest(p.proconfig) AS o) END),
    ('transforms',
     (SELECT pg_catalog.string_agg(tt.oid::regtype::text, ', ' ORDER BY tt.oid::regtype::text COLLATE "C")
      FROM pg_catalog.unnest(p.protrftypes) AS tt(oid))),
    ('extension_needed',
     (SELECT pg_catalog.string_agg(e.extname, ', ' ORDER BY e.extname COLLATE "C")
      FROM pg_catalog.pg_depend d
      JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
      WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'x'
        AND d.refclassid = 'pg_catalog.pg_extension'::regclass)),
    ('owner',
     CASE WHEN m.extension IS NULL OR p.proowner NOT IN (m.owner, 10)
          THEN p.proowner::regrole::text END),
    ('acl',
     CASE WHEN m.extension IS NULL OR NOT (entry.acl @> entry.initial AND entry.initial @> entry.acl)
          THEN (SELECT pg_catalog.string_agg(item, ', ' ORDER BY item COLLATE "C")
                FROM (SELECT pg_catalog.format('%s=%s%s/%s', a.grantee::regrole, a.privilege_type,
                             CASE WHEN a.is_grantable THEN '*' END, a.grantor::regrole) AS item
                      FROM pg_catalog.aclexplode(entry.acl) a) AS items) END),
    ('comment',
     (SELECT remark.description
      FROM pg_catalog.pg_description remark
      WHERE remark.objoid = p.oid AND remark.classoid = 'pg_catalog.pg_proc'::regclass AND remark.objsubid = 0))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
  AND p.oid >= 16384
