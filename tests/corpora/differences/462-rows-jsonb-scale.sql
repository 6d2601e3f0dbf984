-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TABLE "T.a""ble 🐘" (id integer PRIMARY KEY, v jsonb);
INSERT INTO "T.a""ble 🐘" VALUES (1, '{"a": 1.0}');
-- change
UPDATE "T.a""ble 🐘" SET v = '{"a": 1.00}';
