-- expects: catalog foreign_table:@schema@."T.a""ble 🐘" comment
-- given
CREATE FOREIGN DATA WRAPPER "W.rap 9";
CREATE SERVER "Ser.ver 6" FOREIGN DATA WRAPPER "W.rap 9";
CREATE FOREIGN TABLE "T.a""ble 🐘" (n integer) SERVER "Ser.ver 6";
COMMENT ON FOREIGN TABLE "T.a""ble 🐘" IS 'as it was';
-- change
COMMENT ON FOREIGN TABLE "T.a""ble 🐘" IS 'it''s "another" 🐘';
