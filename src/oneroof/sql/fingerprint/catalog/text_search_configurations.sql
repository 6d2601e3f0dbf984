-- Text search configurations with their mappings.
WITH schema AS (
    SELECT oid, CASE WHEN nspname ~ '^[a-z_][a-z0-9_]*$' THEN nspname
                     ELSE '"' || pg_catalog.replace(nspname, '"', '""') || '"' END AS name
    FROM pg_catalog.pg_namespace
    WHERE nspname !~ '^pg_(toast|temp_)'
), member AS (
    SELECT d.classid, d.objid, e.extowner AS owner,
           'extension:' || CASE WHEN e.extname ~ '^[a-z_][a-z0-9_]*$' THEN e.extname
                                ELSE '"' || pg_catalog.replace(e.extname, '"', '""') || '"' END AS extension
    FROM pg_catalog.pg_depend d
    JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
    WHERE d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.deptype = 'e'
)
SELECT entry.ref, entry.parent, facet.name AS facet, facet.value
FROM pg_catalog.pg_ts_config p
JOIN schema s ON s.oid = p.cfgnamespace
JOIN pg_catalog.pg_ts_parser t ON t.oid = p.cfgparser
LEFT JOIN member m ON m.classid = 'pg_catalog.pg_ts_config'::regclass AND m.objid = p.oid
CROSS JOIN LATERAL (
    SELECT CASE WHEN p.cfgname ~ '^[a-z_][a-z0-9_]*$' THEN p.cfgname
                ELSE '"' || pg_catalog.replace(p.cfgname, '"', '""') || '"' END AS cfgname
) AS spelled
CROSS JOIN LATERAL (
    SELECT 'text_search_configuration:' || s.name || '.' || spelled.cfgname AS ref,
           coalesce(m.extension, 'schema:' || s.name) AS parent
) AS entry
CROSS JOIN LATERAL (VALUES
    ('parser',  pg_catalog.format('%s.%L', t.prsnamespace::regnamespace, t.prsname)),
    ('mapping',
     (SELECT pg_catalog.string_agg(pg_catalog.format('%s %s', mp.maptokentype, mp.mapdict::regdictionary), ', '
                                   ORDER BY mp.maptokentype, mp.mapseqno)
      FROM pg_catalog.pg_ts_config_map mp WHERE mp.mapcfg = p.oid)),
    ('owner',
     CASE WHEN m.extension IS NULL OR p.cfgowner NOT IN (m.owner, 10)
          THEN p.cfgowner::regrole::text END),
    ('comment', pg_catalog.obj_description(p.oid, 'pg_ts_config'))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
  AND p.oid >= 16384
