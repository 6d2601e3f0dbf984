-- expects: catalog language:"Lang 4" definition
-- given
CREATE LANGUAGE "Lang 4" HANDLER pg_catalog.plpgsql_call_handler;
-- change
CREATE OR REPLACE LANGUAGE "Lang 4" HANDLER pg_catalog.plpgsql_call_handler VALIDATOR pg_catalog.plpgsql_validator;
