-- expects: catalog builtin:table column pg_catalog.pg_authid.rolpassword +
-- change
GRANT SELECT (rolpassword) ON pg_catalog.pg_authid TO "R ole 'B'";
