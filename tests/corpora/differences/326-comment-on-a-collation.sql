-- expects: catalog collation:@schema@."Col.l" comment
-- given
CREATE COLLATION "Col.l" FROM "C";
COMMENT ON COLLATION "Col.l" IS 'as it was';
-- change
COMMENT ON COLLATION "Col.l" IS 'it''s "another" 🐘';
