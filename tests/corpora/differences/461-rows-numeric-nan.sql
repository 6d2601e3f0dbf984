-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TABLE "T.a""ble 🐘" (id integer PRIMARY KEY, v numeric);
INSERT INTO "T.a""ble 🐘" VALUES (1, 'NaN');
-- change
UPDATE "T.a""ble 🐘" SET v = 'Infinity';
