-- The values of sequences, by reference. sequences are rows of VALUES that the server itself wrote (packets/quote_sequences).
SELECT coalesce(pg_catalog.jsonb_object_agg(s.ref, s.value) FILTER (WHERE s.ref IS NOT NULL), '{{}}') AS sequences
  FROM (VALUES {sequences}) AS s (ref, value)
