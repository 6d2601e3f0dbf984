-- How to read every sequence's value at once: rows for VALUES, each (ref, [last_value, is_called]); one is always there. Those that
-- this role may not read are left out. log_cnt is, too: it says only how far ahead the log was written.
-- sequences is fingerprint/list_sequences.
-- Materialised: the privilege can be asked of sequences alone.
WITH q AS MATERIALIZED (
{sequences}
)
SELECT '(NULL::text, NULL::jsonb)' || coalesce(pg_catalog.string_agg(pg_catalog.format(
           ', (%L, (SELECT pg_catalog.jsonb_build_array(s.last_value, s.is_called) FROM %I.%I AS s))',
           'sequence:' || CASE WHEN (q.schema COLLATE "C") ~ '^[a-z_][a-z0-9_]*$' THEN q.schema
                               ELSE '"' || pg_catalog.replace(q.schema, '"', '""') || '"' END || '.'
                       || CASE WHEN (q.name COLLATE "C") ~ '^[a-z_][a-z0-9_]*$' THEN q.name
                               ELSE '"' || pg_catalog.replace(q.name, '"', '""') || '"' END,
           q.schema, q.name), '' ORDER BY q.schema COLLATE "C", q.name COLLATE "C"), '') AS quoted
  FROM q
 WHERE q.readable
