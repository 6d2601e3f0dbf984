-- expects: catalog builtin:view pg_catalog.pg_user +
-- change
REVOKE SELECT ON pg_catalog.pg_user FROM PUBLIC;
