-- expects: catalog statistics:@schema@."Sta.ts" owner
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
CREATE STATISTICS "Sta.ts" ON "C.ol ""umn"" É", n FROM "T.a""ble 🐘";
-- change
ALTER STATISTICS "Sta.ts" OWNER TO "R.ole ""A"" 🙂";
