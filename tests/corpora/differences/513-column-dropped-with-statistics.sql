-- expects: catalog column:@schema@."T.a""ble 🐘"."C.ol ""umn"" É" -
-- expects: catalog statistics:@schema@."Sta.ts" -
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer, m integer);
CREATE STATISTICS "Sta.ts" ON "C.ol ""umn"" É", n FROM "T.a""ble 🐘";
-- change
ALTER TABLE "T.a""ble 🐘" DROP "C.ol ""umn"" É" CASCADE;
