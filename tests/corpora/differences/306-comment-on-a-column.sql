-- expects: catalog column:@schema@."T.a""ble 🐘"."C.ol ""umn"" É" comment
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
COMMENT ON COLUMN "T.a""ble 🐘"."C.ol ""umn"" É" IS 'as it was';
-- change
COMMENT ON COLUMN "T.a""ble 🐘"."C.ol ""umn"" É" IS 'it''s "another" 🐘';
