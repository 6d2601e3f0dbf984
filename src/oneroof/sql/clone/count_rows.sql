-- How many rows a table itself holds.
SELECT pg_catalog.count(*) AS rows FROM ONLY {table}
