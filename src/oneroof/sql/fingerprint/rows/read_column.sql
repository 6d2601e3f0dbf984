-- One column of the rows at some places: a digest of each value, and where somebody asked for it, the value as text (its output
-- function's; no cast is run), cut at a length. {column}: of oneroof_row. num_nulls tells NULL from a row of NULLs.
-- places text[] (ctids), longest int (0: no value leaves the server)
SELECT oneroof_row.ctid::text AS place,
       pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(ROW({column})::text, 'UTF8')), 'hex') AS digest,
       pg_catalog.num_nulls({column}) = 1 AS absent,
       CASE WHEN %(longest)s::int > 0
            THEN pg_catalog.left(pg_catalog.format('%%s', {column}), %(longest)s::int + 1) END AS value
FROM ONLY {relation} AS oneroof_row
WHERE oneroof_row.ctid = ANY (%(places)s::text[]::tid[])
