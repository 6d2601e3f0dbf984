-- expects: catalog conversion:@schema@."Con.v" comment
-- given
CREATE CONVERSION "Con.v" FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
COMMENT ON CONVERSION "Con.v" IS 'as it was';
-- change
COMMENT ON CONVERSION "Con.v" IS 'it''s "another" 🐘';
