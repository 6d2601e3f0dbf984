-- The server's clock, by which validity and expiry are judged.
SELECT pg_catalog.clock_timestamp() AS now
