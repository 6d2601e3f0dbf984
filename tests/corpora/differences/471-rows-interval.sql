-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TABLE "T.a""ble 🐘" (id integer PRIMARY KEY, v interval);
INSERT INTO "T.a""ble 🐘" VALUES (1, '1 mon');
-- change
UPDATE "T.a""ble 🐘" SET v = '30 days';
