-- expects: catalog column:@schema@."T.a""ble 🐘".n type
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
-- change
ALTER TABLE "T.a""ble 🐘" ALTER n TYPE bigint;
