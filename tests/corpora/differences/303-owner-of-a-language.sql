-- expects: catalog language:"Lang 2" acl
-- expects: catalog language:"Lang 2" owner
-- given
CREATE LANGUAGE "Lang 2" HANDLER pg_catalog.plpgsql_call_handler;
-- change
ALTER LANGUAGE "Lang 2" OWNER TO "R.ole ""A"" 🙂";
