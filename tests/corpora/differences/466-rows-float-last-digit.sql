-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TABLE "T.a""ble 🐘" (id integer PRIMARY KEY, v float8);
INSERT INTO "T.a""ble 🐘" VALUES (1, 0.3);
-- change
UPDATE "T.a""ble 🐘" SET v = 0.30000000000000004;
