-- How many rows a catalog has that the fingerprint does not know.
SELECT pg_catalog.count(*) AS rows FROM {catalog}
