-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TABLE "T.a""ble 🐘" (id integer PRIMARY KEY, v timestamp);
INSERT INTO "T.a""ble 🐘" VALUES (1, '2000-01-01 00:00:00.000001');
-- change
UPDATE "T.a""ble 🐘" SET v = '2000-01-01 01:11:34.967296';
