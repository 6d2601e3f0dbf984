-- The role that the cluster was made with (always OID 10): built-in objects belong to it.
SELECT rolname::text AS name FROM pg_catalog.pg_roles WHERE oid = 10
