-- expects: catalog table:@schema@."T.a""ble 🐘" persistence
-- given
CREATE UNLOGGED TABLE "T.a""ble 🐘" (n integer);
-- change
ALTER TABLE "T.a""ble 🐘" SET LOGGED;
