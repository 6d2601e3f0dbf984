-- Triggers that people made; a foreign key's own stand with the constraint.
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
)
SELECT entry.ref, entry.parent, facet.name AS facet, facet.value
FROM pg_catalog.pg_trigger g
JOIN relation c ON c.oid = g.tgrelid
CROSS JOIN LATERAL (
    SELECT CASE WHEN g.tgname ~ '^[a-z_][a-z0-9_]*$' THEN g.tgname
                ELSE '"' || pg_catalog.replace(g.tgname, '"', '""') || '"' END AS tgname
) AS spelled
CROSS JOIN LATERAL (
    SELECT 'trigger:' || c.path || '.' || spelled.tgname AS ref,
           c.kind || ':' || c.path AS parent
    OFFSET 0  -- once for an object, not once for each facet
) AS entry
CROSS JOIN LATERAL (VALUES
    ('definition', pg_catalog.pg_get_triggerdef(g.oid)),
    ('enabled',    g.tgenabled::text),
    ('calls',
     (SELECT 'function:' || s.name || '.' || CASE WHEN f.proname ~ '^[a-z_][a-z0-9_]*$' THEN f.proname
                                                  ELSE '"' || pg_catalog.replace(f.proname, '"', '""') || '"' END || '()'
      FROM pg_catalog.pg_proc f
      JOIN schema s ON s.oid = f.pronamespace
      WHERE f.oid = g.tgfoid)),
    ('follows',
     (SELECT 'trigger:' || pr.path || '.'
             || CASE WHEN p.tgname ~ '^[a-z_][a-z0-9_]*$' THEN p.tgname
                     ELSE '"' || pg_catalog.replace(p.tgname, '"', '""') || '"' END
      FROM pg_catalog.pg_trigger p
      JOIN relation pr ON pr.oid = p.tgrelid
      WHERE p.oid = g.tgparentid)),
    ('extension_needed',
     (SELECT pg_catalog.string_agg(e.extname, ', ' ORDER BY e.extname COLLATE "C")
      FROM pg_catalog.pg_depend d
      JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
      WHERE d.classid = 'pg_catalog.pg_trigger'::regclass AND d.objid = g.oid AND d.deptype = 'x'
        AND d.refclassid = 'pg_catalog.pg_extension'::regclass)),
    ('comment',
     (SELECT remark.description
      FROM pg_catalog.pg_description remark
      WHERE remark.objoid = g.oid AND remark.classoid = 'pg_catalog.pg_trigger'::regclass AND remark.objsubid = 0))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
  AND NOT g.tgisinternal
