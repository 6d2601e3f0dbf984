-- expects: catalog statistics:@schema@."Sta.ts" definition
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
CREATE STATISTICS "Sta.ts" (ndistinct) ON "C.ol ""umn"" É", n FROM "T.a""ble 🐘";
-- change
DROP STATISTICS "Sta.ts";
CREATE STATISTICS "Sta.ts" (ndistinct, mcv) ON "C.ol ""umn"" É", n FROM "T.a""ble 🐘";
