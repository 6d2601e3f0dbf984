-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TABLE "T.a""ble 🐘" (id integer PRIMARY KEY, v bytea);
INSERT INTO "T.a""ble 🐘" VALUES (1, '\x00ff');
-- change
UPDATE "T.a""ble 🐘" SET v = '\x00fe';
