-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TABLE "T.a""ble 🐘" (id integer PRIMARY KEY, v varbit);
INSERT INTO "T.a""ble 🐘" VALUES (1, '10');
-- change
UPDATE "T.a""ble 🐘" SET v = '100';
