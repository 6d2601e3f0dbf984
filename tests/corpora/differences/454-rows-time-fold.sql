-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TABLE "T.a""ble 🐘" (id integer PRIMARY KEY, v time);
INSERT INTO "T.a""ble 🐘" VALUES (1, '00:00:00.000001');
-- change
UPDATE "T.a""ble 🐘" SET v = '01:11:34.967296';
