-- Indexes; one that a constraint made belongs to the constraint, any other to its table.
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
FROM pg_catalog.pg_index x
JOIN relation c ON c.oid = x.indrelid
JOIN pg_catalog.pg_class ic ON ic.oid = x.indexrelid
JOIN schema s ON s.oid = ic.relnamespace
LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x')
LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = ic.reltablespace
CROSS JOIN LATERAL (
    SELECT CASE WHEN ic.relname ~ '^[a-z_][a-z0-9_]*$' THEN ic.relname
                ELSE '"' || pg_catalog.replace(ic.relname, '"', '""') || '"' END AS relname,
           CASE WHEN k.conname ~ '^[a-z_][a-z0-9_]*$' THEN k.conname
                ELSE '"' || pg_catalog.replace(k.conname, '"', '""') || '"' END AS conname
) AS spelled
CROSS JOIN LATERAL (
    SELECT 'index:' || s.name || '.' || spelled.relname AS ref,
           coalesce('constraint:' || c.path || '.' || spelled.conname, c.kind || ':' || c.path) AS parent
    OFFSET 0  -- once for an object, not once for each facet
) AS entry
CROSS JOIN LATERAL (VALUES
    ('definition',       pg_catalog.pg_get_indexdef(x.indexrelid)),
    ('valid',            pg_catalog.format('%s ready %s live %s', x.indisvalid, x.indisready, x.indislive)),
    ('immediate',        x.indimmediate::text),
    ('clustered',        x.indisclustered::text),
    ('replica_identity', x.indisreplident::text),
    ('tablespace',       ts.spcname),
    ('follows',
     (SELECT 'index:' || ps.name || '.'
             || CASE WHEN p.relname ~ '^[a-z_][a-z0-9_]*$' THEN p.relname
                     ELSE '"' || pg_catalog.replace(p.relname, '"', '""') || '"' END
      FROM pg_catalog.pg_inherits h
      JOIN pg_catalog.pg_class p ON p.oid = h.inhparent
      JOIN schema ps ON ps.oid = p.relnamespace
      WHERE h.inhrelid = x.indexrelid)),
    ('statistics',
     (SELECT pg_catalog.string_agg(a.attnum || ': ' || a.attstattarget, ', ' ORDER BY a.attnum)
      FROM pg_catalog.pg_attribute a
      WHERE a.attrelid = x.indexrelid AND a.attstattarget <> -1)),
    ('extension_needed',
     (SELECT pg_catalog.string_agg(e.extname, ', ' ORDER BY e.extname COLLATE "C")
      FROM pg_catalog.pg_depend d
      JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
      WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = x.indexrelid AND d.deptype = 'x'
        AND d.refclassid = 'pg_catalog.pg_extension'::regclass)),
    ('comment',
     (SELECT remark.description
      FROM pg_catalog.pg_description remark
      WHERE remark.objoid = x.indexrelid AND remark.classoid = 'pg_catalog.pg_class'::regclass AND remark.objsubid = 0))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
