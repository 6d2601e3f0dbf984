-- expects: catalog schema:@schema@ comment
-- given
COMMENT ON SCHEMA @schema@ IS 'as it was';
-- change
COMMENT ON SCHEMA @schema@ IS 'it''s "another" 🐘';
