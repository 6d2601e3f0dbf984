-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TABLE "T.a""ble 🐘" (id integer PRIMARY KEY, v integer[]);
INSERT INTO "T.a""ble 🐘" VALUES (1, '{1,2,3,4}');
-- change
UPDATE "T.a""ble 🐘" SET v = '[0:3]={1,2,3,4}';
