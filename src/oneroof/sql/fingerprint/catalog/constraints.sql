-- Constraints of tables and domains, save NOT NULL (in columns) and constraint triggers (in triggers).
-- The enabled state of a foreign key's internal triggers belongs to it. What PostgreSQL makes for each partition that a
-- foreign key points to has names that depend on the order of attaching: it is folded into the key.
WITH RECURSIVE schema AS (
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
), domain AS (
    SELECT t.oid, s.name || '.' || CASE WHEN t.typname ~ '^[a-z_][a-z0-9_]*$' THEN t.typname
                                        ELSE '"' || pg_catalog.replace(t.typname, '"', '""') || '"' END AS path
    FROM pg_catalog.pg_type t
    JOIN schema s ON s.oid = t.typnamespace
    WHERE t.oid >= 16384 AND t.typtype = 'd'
), folded AS (
    SELECT k.oid, p.oid AS parent
    FROM pg_catalog.pg_constraint k
    JOIN pg_catalog.pg_constraint p ON p.oid = k.conparentid AND p.conrelid = k.conrelid
    UNION ALL
    SELECT k.oid, f.parent
    FROM folded f
    JOIN pg_catalog.pg_constraint p ON p.oid = f.oid
    JOIN pg_catalog.pg_constraint k ON k.conparentid = p.oid AND k.conrelid = p.conrelid
)
SELECT entry.ref, entry.parent, facet.name AS facet, facet.value
FROM pg_catalog.pg_constraint k
LEFT JOIN relation c ON c.oid = k.conrelid
LEFT JOIN domain d ON d.oid = k.contypid
CROSS JOIN LATERAL (
    SELECT coalesce(c.kind, 'type') || ':' || coalesce(c.path, d.path) AS ref, coalesce(c.path, d.path) AS path
) AS holder
CROSS JOIN LATERAL (
    SELECT CASE WHEN k.conname ~ '^[a-z_][a-z0-9_]*$' THEN k.conname
                ELSE '"' || pg_catalog.replace(k.conname, '"', '""') || '"' END AS conname
) AS spelled
CROSS JOIN LATERAL (
    SELECT 'constraint:' || holder.path || '.' || spelled.conname AS ref,
           holder.ref AS parent
    OFFSET 0  -- once for an object, not once for each facet
) AS entry
CROSS JOIN LATERAL (VALUES
    ('type',       k.contype::text),
    ('definition',
     CASE WHEN k.contype = 'c' THEN 'CHECK (' || pg_catalog.pg_get_expr(k.conbin, k.conrelid) || ')'
          ELSE pg_catalog.pg_get_constraintdef(k.oid) END),
    ('deferrable',
     CASE WHEN k.condeferred THEN 'initially deferred'
          WHEN k.condeferrable THEN 'deferrable' ELSE 'no' END),
    ('validated',  k.convalidated::text),
    ('enforced',   pg_catalog.to_jsonb(k) ->> 'conenforced'),
    ('no_inherit', CASE WHEN k.contype = 'c' THEN k.connoinherit::text END),
    ('local',      k.conislocal::text),
    ('inherited',  k.coninhcount::text),
    ('follows',
     (SELECT 'constraint:' || pr.path || '.'
             || CASE WHEN p.conname ~ '^[a-z_][a-z0-9_]*$' THEN p.conname
                     ELSE '"' || pg_catalog.replace(p.conname, '"', '""') || '"' END
      FROM pg_catalog.pg_constraint p
      JOIN relation pr ON pr.oid = p.conrelid
      WHERE p.oid = k.conparentid)),
    ('triggers',
     (SELECT pg_catalog.string_agg(DISTINCT state, ', ' ORDER BY state)
      FROM (SELECT pg_catalog.format('%s on %s: %s', tg.tgfoid::regproc, tg.tgrelid::regclass,
                                     tg.tgenabled) COLLATE "C" AS state
            FROM (SELECT k.oid UNION ALL SELECT fo.oid FROM folded fo WHERE fo.parent = k.oid) AS enforced
            JOIN pg_catalog.pg_trigger tg ON tg.tgconstraint = enforced.oid
            WHERE tg.tgisinternal) AS states)),
    ('comment',
     (SELECT remark.description
      FROM pg_catalog.pg_description remark
      WHERE remark.objoid = k.oid AND remark.classoid = 'pg_catalog.pg_constraint'::regclass AND remark.objsubid = 0))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
  AND k.contype IN ('c', 'f', 'p', 'u', 'x')
  AND holder.ref IS NOT NULL
  AND NOT EXISTS (SELECT FROM folded WHERE folded.oid = k.oid)
