-- Extended statistics objects.
WITH schema AS (
    SELECT oid, CASE WHEN nspname ~ '^[a-z_][a-z0-9_]*$' THEN nspname
                     ELSE '"' || pg_catalog.replace(nspname, '"', '""') || '"' END AS name
    FROM pg_catalog.pg_namespace
    WHERE nspname !~ '^pg_(toast|temp_)'
), relation AS (
    SELECT c.*, s.name || '.' || CASE WHEN c.relname ~ '^[a-z_][a-z0-9_]*$' THEN c.relname
                                      ELSE '"' || pg_catalog.replace(c.relname, '"', '""') || '"' END AS path,
           CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized_view' WHEN 'f' THEN 'foreign_table'
                          WHEN 'c' THEN 'type' WHEN 'S' THEN 'sequence' ELSE 'table' END AS kind
    FROM pg_catalog.pg_class c
    JOIN schema s ON s.oid = c.relnamespace
    WHERE c.oid >= 16384 AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'c', 'S')
), member AS (
    SELECT d.classid, d.objid, e.extowner AS owner,
           'extension:' || CASE WHEN e.extname ~ '^[a-z_][a-z0-9_]*$' THEN e.extname
                                ELSE '"' || pg_catalog.replace(e.extname, '"', '""') || '"' END AS extension
    FROM pg_catalog.pg_depend d
    JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
    WHERE d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.deptype = 'e'
)
SELECT entry.ref, entry.parent, facet.name AS facet, facet.value
FROM pg_catalog.pg_statistic_ext p
JOIN schema s ON s.oid = p.stxnamespace
JOIN relation c ON c.oid = p.stxrelid
LEFT JOIN member m ON m.classid = 'pg_catalog.pg_statistic_ext'::regclass AND m.objid = p.oid
CROSS JOIN LATERAL (
    SELECT CASE WHEN p.stxname ~ '^[a-z_][a-z0-9_]*$' THEN p.stxname
                ELSE '"' || pg_catalog.replace(p.stxname, '"', '""') || '"' END AS stxname
) AS spelled
CROSS JOIN LATERAL (
    SELECT 'statistics:' || s.name || '.' || spelled.stxname AS ref,
           coalesce(m.extension, c.kind || ':' || c.path) AS parent
) AS entry
CROSS JOIN LATERAL (VALUES
    ('definition', pg_catalog.pg_get_statisticsobjdef(p.oid)),
    ('target',     nullif(p.stxstattarget, -1)::text),
    ('owner',
     CASE WHEN m.extension IS NULL OR p.stxowner NOT IN (m.owner, 10)
          THEN p.stxowner::regrole::text END),
    ('comment',    pg_catalog.obj_description(p.oid, 'pg_statistic_ext'))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
  AND p.oid >= 16384
