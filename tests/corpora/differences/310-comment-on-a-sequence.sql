-- expects: catalog sequence:@schema@."Se.q UP" comment
-- given
CREATE SEQUENCE "Se.q UP";
COMMENT ON SEQUENCE "Se.q UP" IS 'as it was';
-- change
COMMENT ON SEQUENCE "Se.q UP" IS 'it''s "another" 🐘';
