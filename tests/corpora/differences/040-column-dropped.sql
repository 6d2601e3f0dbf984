-- expects: catalog column:@schema@."T.a""ble 🐘"."C.ol ""umn"" É" -
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
-- change
ALTER TABLE "T.a""ble 🐘" DROP "C.ol ""umn"" É";
