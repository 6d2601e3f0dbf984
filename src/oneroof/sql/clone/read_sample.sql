-- Read the first pages of a table as text, as a dump would, and count the bytes of text.
SELECT coalesce(pg_catalog.sum(pg_catalog.octet_length(pg_catalog.format('%s', sample))), 0)::int8 AS bytes
  FROM ONLY {table} AS sample
 WHERE sample.ctid < {end}::pg_catalog.tid
