-- expects: catalog publication:"Pub 2" comment
-- given
CREATE PUBLICATION "Pub 2";
COMMENT ON PUBLICATION "Pub 2" IS 'as it was';
-- change
COMMENT ON PUBLICATION "Pub 2" IS 'it''s "another" 🐘';
