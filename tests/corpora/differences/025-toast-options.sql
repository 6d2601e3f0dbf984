-- expects: catalog table:@schema@."T.a""ble 🐘" toast_options
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
-- change
ALTER TABLE "T.a""ble 🐘" SET (toast.autovacuum_enabled = off);
