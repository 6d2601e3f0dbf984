-- expects: catalog statistics:@schema@."Sta.ts" target
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
CREATE STATISTICS "Sta.ts" (ndistinct) ON "C.ol ""umn"" É", n FROM "T.a""ble 🐘";
-- change
ALTER STATISTICS "Sta.ts" SET STATISTICS 33;
