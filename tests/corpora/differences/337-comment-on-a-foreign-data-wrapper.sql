-- expects: catalog foreign_data_wrapper:"W.rap 7" comment
-- given
CREATE FOREIGN DATA WRAPPER "W.rap 7";
COMMENT ON FOREIGN DATA WRAPPER "W.rap 7" IS 'as it was';
-- change
COMMENT ON FOREIGN DATA WRAPPER "W.rap 7" IS 'it''s "another" 🐘';
