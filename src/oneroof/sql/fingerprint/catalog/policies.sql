-- Row security policies.
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
FROM pg_catalog.pg_policy p
JOIN relation c ON c.oid = p.polrelid
CROSS JOIN LATERAL (
    SELECT CASE WHEN p.polname ~ '^[a-z_][a-z0-9_]*$' THEN p.polname
                ELSE '"' || pg_catalog.replace(p.polname, '"', '""') || '"' END AS polname
) AS spelled
CROSS JOIN LATERAL (
    SELECT 'policy:' || c.path || '.' || spelled.polname AS ref,
           c.kind || ':' || c.path AS parent
) AS entry
CROSS JOIN LATERAL (VALUES
    ('command',    p.polcmd::text),
    ('permissive', p.polpermissive::text),
    ('roles',
     (SELECT pg_catalog.string_agg(name, ', ' ORDER BY name COLLATE "C")
      FROM (SELECT r.oid::regrole::text AS name
            FROM pg_catalog.unnest(p.polroles) AS r(oid)) AS names)),
    ('using',      pg_catalog.pg_get_expr(p.polqual, p.polrelid)),
    ('with_check', pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)),
    ('comment',    pg_catalog.obj_description(p.oid, 'pg_policy'))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
