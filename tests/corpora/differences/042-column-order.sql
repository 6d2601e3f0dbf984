-- expects: catalog column:@schema@."T.a""ble 🐘"."C.ol ""umn"" É" position
-- expects: catalog column:@schema@."T.a""ble 🐘".n position
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
-- change
ALTER TABLE "T.a""ble 🐘" DROP "C.ol ""umn"" É";
ALTER TABLE "T.a""ble 🐘" ADD "C.ol ""umn"" É" text;
