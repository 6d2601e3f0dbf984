-- expects: catalog language:"Lang 1" acl
-- given
CREATE TRUSTED LANGUAGE "Lang 1" HANDLER pg_catalog.plpgsql_call_handler;
-- change
GRANT USAGE ON LANGUAGE "Lang 1" TO "R.ole ""A"" 🙂";
