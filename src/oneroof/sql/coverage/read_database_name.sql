-- The name of this database.
SELECT pg_catalog.current_database()::text
