-- expects: catalog language:"Lang 3" comment
-- given
CREATE LANGUAGE "Lang 3" HANDLER pg_catalog.plpgsql_call_handler;
COMMENT ON LANGUAGE "Lang 3" IS 'as it was';
-- change
COMMENT ON LANGUAGE "Lang 3" IS 'it''s "another" 🐘';
