-- expects: catalog language:"Lang 5" definition
-- given
CREATE LANGUAGE "Lang 5" HANDLER pg_catalog.plpgsql_call_handler;
-- change
CREATE OR REPLACE TRUSTED LANGUAGE "Lang 5" HANDLER pg_catalog.plpgsql_call_handler;
