-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TABLE "T.a""ble 🐘" (id integer PRIMARY KEY, v tsvector);
INSERT INTO "T.a""ble 🐘" VALUES (1, 'x:1A');
-- change
UPDATE "T.a""ble 🐘" SET v = 'x:1B';
