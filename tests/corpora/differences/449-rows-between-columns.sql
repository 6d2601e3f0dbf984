-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TABLE "T.a""ble 🐘" (id integer PRIMARY KEY, a text, b text);
INSERT INTO "T.a""ble 🐘" VALUES (1, 'x', 'y');
-- change
UPDATE "T.a""ble 🐘" SET a = b, b = a;
