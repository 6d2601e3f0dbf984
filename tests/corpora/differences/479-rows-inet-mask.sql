-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TABLE "T.a""ble 🐘" (id integer PRIMARY KEY, v inet);
INSERT INTO "T.a""ble 🐘" VALUES (1, '10.0.0.1/24');
-- change
UPDATE "T.a""ble 🐘" SET v = '10.0.0.1/25';
