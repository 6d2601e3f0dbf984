-- expects: catalog builtin:table pg_catalog.pg_authid +
-- change
GRANT SELECT ON pg_catalog.pg_authid TO "R.ole ""A"" 🙂";
