-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TABLE "T.a""ble 🐘" (id integer PRIMARY KEY, v numeric);
INSERT INTO "T.a""ble 🐘" VALUES (1, 1.0);
-- change
UPDATE "T.a""ble 🐘" SET v = 1.00;
