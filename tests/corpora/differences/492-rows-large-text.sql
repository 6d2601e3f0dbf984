-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TABLE "T.a""ble 🐘" (id integer PRIMARY KEY, v text);
INSERT INTO "T.a""ble 🐘" VALUES (1, repeat('x', 100000) || 'a');
-- change
UPDATE "T.a""ble 🐘" SET v = repeat('x', 100000) || 'b';
