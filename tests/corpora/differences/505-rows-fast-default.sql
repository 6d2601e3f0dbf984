-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
INSERT INTO "T.a""ble 🐘" VALUES ('a', 1);
ALTER TABLE "T.a""ble 🐘" ADD v text DEFAULT 'x';
-- change
UPDATE "T.a""ble 🐘" SET v = 'y';
