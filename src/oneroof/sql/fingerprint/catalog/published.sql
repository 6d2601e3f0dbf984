-- Tables in publications, each with its columns and the filter of its rows; it goes with its table.
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
FROM pg_catalog.pg_publication_rel r
JOIN pg_catalog.pg_publication p ON p.oid = r.prpubid
JOIN relation c ON c.oid = r.prrelid
CROSS JOIN LATERAL (
    SELECT CASE WHEN p.pubname ~ '^[a-z_][a-z0-9_]*$' THEN p.pubname
                ELSE '"' || pg_catalog.replace(p.pubname, '"', '""') || '"' END AS pubname
) AS spelled
CROSS JOIN LATERAL (
    SELECT 'published:' || spelled.pubname || '.' || c.path AS ref,
           'publication:' || spelled.pubname AS parent
) AS entry
CROSS JOIN LATERAL (VALUES
    ('follows',    c.kind || ':' || c.path),
    ('columns',
     (SELECT pg_catalog.string_agg(pg_catalog.quote_literal(a.attname), ',' ORDER BY a.attname)
      FROM pg_catalog.pg_attribute a WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs))),
    ('row_filter', pg_catalog.pg_get_expr(r.prqual, r.prrelid))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
