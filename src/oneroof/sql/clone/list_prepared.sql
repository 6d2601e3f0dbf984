-- Prepared transactions of this database.
SELECT p.gid::text AS gid FROM pg_catalog.pg_prepared_xacts p WHERE p.database = pg_catalog.current_database() ORDER BY 1
