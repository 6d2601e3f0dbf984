-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TABLE "T.a""ble 🐘" (id integer PRIMARY KEY, v date);
INSERT INTO "T.a""ble 🐘" VALUES (1, '0044-03-15 BC');
-- change
UPDATE "T.a""ble 🐘" SET v = '0044-03-15';
