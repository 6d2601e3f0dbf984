-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TABLE "T.a""ble 🐘" (id integer PRIMARY KEY, v int4multirange);
INSERT INTO "T.a""ble 🐘" VALUES (1, '{[1,2),[3,4)}');
-- change
UPDATE "T.a""ble 🐘" SET v = '{[1,2),[3,5)}';
