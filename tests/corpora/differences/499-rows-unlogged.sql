-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE UNLOGGED TABLE "T.a""ble 🐘" (v text);
INSERT INTO "T.a""ble 🐘" VALUES ('b');
-- change
UPDATE "T.a""ble 🐘" SET v = 'c';
