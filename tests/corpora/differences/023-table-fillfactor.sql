-- expects: catalog table:@schema@."T.a""ble 🐘" options
-- given
CREATE TABLE "T.a""ble 🐘" (n integer) WITH (fillfactor = 70);
-- change
ALTER TABLE "T.a""ble 🐘" SET (fillfactor = 71);
