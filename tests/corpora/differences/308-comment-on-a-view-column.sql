-- expects: catalog column:@schema@."Vie.w 'q'".a comment
-- given
CREATE VIEW "Vie.w 'q'" AS SELECT 1 AS a;
COMMENT ON COLUMN "Vie.w 'q'".a IS 'as it was';
-- change
COMMENT ON COLUMN "Vie.w 'q'".a IS 'it''s "another" 🐘';
