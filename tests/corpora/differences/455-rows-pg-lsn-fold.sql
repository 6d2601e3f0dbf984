-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TABLE "T.a""ble 🐘" (id integer PRIMARY KEY, v pg_lsn);
INSERT INTO "T.a""ble 🐘" VALUES (1, '0/1');
-- change
UPDATE "T.a""ble 🐘" SET v = '1/0';
