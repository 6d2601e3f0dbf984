-- expects: catalog statistics:@schema@."Sta.ts" definition
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
CREATE STATISTICS "Sta.ts" ON lower("C.ol ""umn"" É"), n FROM "T.a""ble 🐘";
-- change
DROP STATISTICS "Sta.ts";
CREATE STATISTICS "Sta.ts" ON upper("C.ol ""umn"" É"), n FROM "T.a""ble 🐘";
