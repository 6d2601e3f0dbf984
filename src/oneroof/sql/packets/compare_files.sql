-- Tables whose file or oid is another than at the start: added, removed or replaced (truncated or rewritten).
-- start jsonb, now jsonb (both as packets/read_files gives them)
WITH compared AS (
    SELECT coalesce(n.value, s.value) AS value,
           CASE WHEN s.key IS NULL THEN 'added' WHEN n.key IS NULL THEN 'removed' ELSE 'replaced' END AS change
      FROM pg_catalog.jsonb_each(%(now)s::jsonb) n
      FULL JOIN pg_catalog.jsonb_each(%(start)s::jsonb) s ON s.key = n.key
     WHERE n.key IS NULL OR s.key IS NULL OR n.value -> 3 <> s.value -> 3
), named AS (
    SELECT c.value ->> 0 AS schema, c.value ->> 1 AS name, c.change,
           CASE c.value ->> 2 WHEN 'm' THEN 'materialized_view:' ELSE 'table:' END AS kind,
           CASE WHEN (c.value ->> 0) COLLATE "C" ~ '^[a-z_][a-z0-9_]*$' THEN c.value ->> 0
                ELSE '"' || pg_catalog.replace(c.value ->> 0, '"', '""') || '"' END || '.'
           || CASE WHEN (c.value ->> 1) COLLATE "C" ~ '^[a-z_][a-z0-9_]*$' THEN c.value ->> 1
                   ELSE '"' || pg_catalog.replace(c.value ->> 1, '"', '""') || '"' END AS shown
      FROM compared c
)
SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
           'schema', n.schema, 'name', n.name, 'table', n.shown, 'object', n.kind || n.shown, 'change', n.change)
           ORDER BY n.shown COLLATE "C", n.change), '[]') AS files
  FROM named n
