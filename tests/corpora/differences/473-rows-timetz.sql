-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TABLE "T.a""ble 🐘" (id integer PRIMARY KEY, v timetz);
INSERT INTO "T.a""ble 🐘" VALUES (1, '01:00+01');
-- change
UPDATE "T.a""ble 🐘" SET v = '00:00+00';
