-- What was written between two readings of the counters, by table, in the order of their names.
-- start jsonb, now jsonb (both as packets/read_counters gives them)
WITH counted AS (
    SELECT coalesce(n.key, s.key)::oid AS oid,
           coalesce(n.value, '[0, 0, 0]') AS now,
           coalesce(s.value, '[0, 0, 0]') AS start
      FROM pg_catalog.jsonb_each(%(now)s::jsonb) n
      FULL JOIN pg_catalog.jsonb_each(%(start)s::jsonb) s ON s.key = n.key
     WHERE n.value IS DISTINCT FROM s.value
), named AS (
    SELECT s.nspname AS schema, c.relname AS name, c.relisshared AS shared,
           s.nspname IN ('pg_catalog', 'information_schema') AS system,
           CASE WHEN s.nspname ~ '^[a-z_][a-z0-9_]*$' THEN s.nspname
                ELSE '"' || pg_catalog.replace(s.nspname, '"', '""') || '"' END || '.'
           || CASE WHEN c.relname ~ '^[a-z_][a-z0-9_]*$' THEN c.relname
                   ELSE '"' || pg_catalog.replace(c.relname, '"', '""') || '"' END AS shown,
           (w.now ->> 0)::bigint - (w.start ->> 0)::bigint AS inserted,
           (w.now ->> 1)::bigint - (w.start ->> 1)::bigint AS updated,
           (w.now ->> 2)::bigint - (w.start ->> 2)::bigint AS deleted
      FROM counted w
      JOIN pg_catalog.pg_class c ON c.oid = w.oid
      JOIN pg_catalog.pg_namespace s ON s.oid = c.relnamespace
)
SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
           'table', n.shown, 'schema', n.schema, 'name', n.name, 'system', n.system, 'shared', n.shared,
           'inserted', n.inserted, 'updated', n.updated, 'deleted', n.deleted) ORDER BY n.shown COLLATE "C"), '[]') AS writes
  FROM named n
