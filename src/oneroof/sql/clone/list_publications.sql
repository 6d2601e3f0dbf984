-- Publications of this database.
SELECT p.pubname::text AS name FROM pg_catalog.pg_publication p ORDER BY p.pubname COLLATE "C"
