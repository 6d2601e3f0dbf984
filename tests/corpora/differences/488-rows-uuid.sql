-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TABLE "T.a""ble 🐘" (id integer PRIMARY KEY, v uuid);
INSERT INTO "T.a""ble 🐘" VALUES (1, '00000000-0000-0000-0000-000000000001');
-- change
UPDATE "T.a""ble 🐘" SET v = '00000000-0000-0000-0000-000000000002';
