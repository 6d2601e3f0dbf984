-- expects: catalog foreign_server:"Ser.ver 5" comment
-- given
CREATE FOREIGN DATA WRAPPER "W.rap 8";
CREATE SERVER "Ser.ver 5" FOREIGN DATA WRAPPER "W.rap 8";
COMMENT ON SERVER "Ser.ver 5" IS 'as it was';
-- change
COMMENT ON SERVER "Ser.ver 5" IS 'it''s "another" 🐘';
