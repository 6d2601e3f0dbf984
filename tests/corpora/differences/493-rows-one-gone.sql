-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TABLE "T.a""ble 🐘" (id integer PRIMARY KEY, v text);
INSERT INTO "T.a""ble 🐘" VALUES (1, 'a'), (2, 'b');
-- change
DELETE FROM "T.a""ble 🐘" WHERE id = 2;
