-- A digest over the rows of a view, whatever their order: SHA-256 over the sorted SHA-256 of each row as it prints.
SELECT pg_catalog.encode(pg_catalog.sha256(coalesce(pg_catalog.string_agg(r.digest, ''::bytea ORDER BY r.digest), ''::bytea)),
                         'hex') AS digest
  FROM (SELECT pg_catalog.sha256(pg_catalog.convert_to(ROW(s.*)::text, 'UTF8')) AS digest FROM {relation} AS s) AS r
