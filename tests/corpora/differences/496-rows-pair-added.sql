-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TABLE "T.a""ble 🐘" (v text);
INSERT INTO "T.a""ble 🐘" VALUES ('b');
-- change
INSERT INTO "T.a""ble 🐘" VALUES ('a'), ('a');
