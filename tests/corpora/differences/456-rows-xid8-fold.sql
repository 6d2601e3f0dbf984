-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TABLE "T.a""ble 🐘" (id integer PRIMARY KEY, v xid8);
INSERT INTO "T.a""ble 🐘" VALUES (1, '1');
-- change
UPDATE "T.a""ble 🐘" SET v = '4294967296';
