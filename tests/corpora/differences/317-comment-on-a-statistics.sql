-- expects: catalog statistics:@schema@."Sta.ts" comment
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
CREATE STATISTICS "Sta.ts" ON "C.ol ""umn"" É", n FROM "T.a""ble 🐘";
COMMENT ON STATISTICS "Sta.ts" IS 'as it was';
-- change
COMMENT ON STATISTICS "Sta.ts" IS 'it''s "another" 🐘';
