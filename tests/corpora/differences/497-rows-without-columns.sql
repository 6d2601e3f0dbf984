-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TABLE "T.a""ble 🐘" ();
INSERT INTO "T.a""ble 🐘" DEFAULT VALUES;
-- change
INSERT INTO "T.a""ble 🐘" DEFAULT VALUES;
