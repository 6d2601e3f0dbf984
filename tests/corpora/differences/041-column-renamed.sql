-- expects: catalog column:@schema@."T.a""ble 🐘"."C.ol ""umn"" É" -
-- expects: catalog column:@schema@."T.a""ble 🐘"."c.ol ""umn"" É" +
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
-- change
ALTER TABLE "T.a""ble 🐘" RENAME "C.ol ""umn"" É" TO "c.ol ""umn"" É";
