-- expects: catalog column:@schema@."T.a""ble 🐘"."N.ew 🐘" +
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
-- change
ALTER TABLE "T.a""ble 🐘" ADD "N.ew 🐘" integer;
