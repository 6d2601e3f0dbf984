-- expects: catalog table:@schema@."T.a""ble 🐘" replica_identity
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
-- change
ALTER TABLE "T.a""ble 🐘" REPLICA IDENTITY FULL;
