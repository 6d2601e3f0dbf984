-- expects: catalog table:@schema@."T.a""ble 🐘" -
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
CREATE INDEX ON "T.a""ble 🐘" (n);
-- change
DROP TABLE "T.a""ble 🐘";
