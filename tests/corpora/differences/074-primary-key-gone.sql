-- expects: catalog constraint:@schema@."T.a""ble 🐘"."T.a""ble 🐘_pkey" -
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" integer PRIMARY KEY, n integer);
-- change
ALTER TABLE "T.a""ble 🐘" DROP CONSTRAINT "T.a""ble 🐘_pkey";
