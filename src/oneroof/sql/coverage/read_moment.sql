-- Where and when a report was measured, on the server's clock.
SELECT pg_catalog.current_database()::text AS database,
       pg_catalog.to_char(pg_catalog.now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS measured_at
