-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TABLE "T.a""ble 🐘" (id integer PRIMARY KEY, v bit(3));
INSERT INTO "T.a""ble 🐘" VALUES (1, '101');
-- change
UPDATE "T.a""ble 🐘" SET v = '100';
