-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TABLE "T.a""ble 🐘" (id integer PRIMARY KEY, v regclass);
INSERT INTO "T.a""ble 🐘" VALUES (1, 'pg_class');
-- change
UPDATE "T.a""ble 🐘" SET v = 'pg_type';
