-- The tables that tables inherit from or are parts of, at any height: their statistics hold values of the children.
-- "analyzed": how often each was measured for the planner, as the server counts.
-- schemas text[], names text[]
WITH RECURSIVE above AS (
    SELECT i.inhparent AS oid
      FROM pg_catalog.unnest(%(schemas)s::text[]) WITH ORDINALITY AS s (schema, place)
      JOIN pg_catalog.unnest(%(names)s::text[]) WITH ORDINALITY AS m (name, place) USING (place)
      JOIN pg_catalog.pg_namespace n ON n.nspname = s.schema
      JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = m.name
      JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid
     UNION
    SELECT i.inhparent FROM above a JOIN pg_catalog.pg_inherits i ON i.inhrelid = a.oid
)
SELECT n.nspname::text AS schema, c.relname::text AS name, pg_catalog.pg_stat_get_analyze_count(c.oid) AS analyzed
  FROM above a
  JOIN pg_catalog.pg_class c ON c.oid = a.oid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 ORDER BY 1, 2
