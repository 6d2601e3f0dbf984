-- expects: catalog builtin:schema pg_catalog +
-- change
GRANT CREATE ON SCHEMA pg_catalog TO "R.ole ""A"" 🙂";
