-- Rewrite rules, save the one that makes a view a view.
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
FROM pg_catalog.pg_rewrite r
JOIN relation c ON c.oid = r.ev_class
CROSS JOIN LATERAL (
    SELECT CASE WHEN r.rulename ~ '^[a-z_][a-z0-9_]*$' THEN r.rulename
                ELSE '"' || pg_catalog.replace(r.rulename, '"', '""') || '"' END AS rulename
) AS spelled
CROSS JOIN LATERAL (
    SELECT 'rule:' || c.path || '.' || spelled.rulename AS ref,
           c.kind || ':' || c.path AS parent
) AS entry
CROSS JOIN LATERAL (VALUES
    ('definition', pg_catalog.pg_get_ruledef(r.oid)),
    ('enabled',    r.ev_enabled::text),
    ('comment',    pg_catalog.obj_description(r.oid, 'pg_rewrite'))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
  AND r.rulename <> '_RETURN'
