-- One column of the rows at some places (ctids): a digest of each value, and where somebody asked for it ({{longest}} is not 0), the
-- value's text (its output function's; no cast is run) in the encoding that both sides share, cut at a length. num_nulls tells NULL from a row of NULLs.
SELECT oneroof_row.ctid::text AS place,
       pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(ROW({column})::text, {encoding})), 'hex') AS digest,
       pg_catalog.num_nulls({column}) = 1 AS absent,
       CASE WHEN {longest} > 0
            THEN pg_catalog.convert_to(pg_catalog.left(pg_catalog.format('%s', {column}), {longest} + 1), {encoding}) END AS value
FROM ONLY {relation} AS oneroof_row
WHERE oneroof_row.ctid = ANY ({places}::text[]::tid[])
