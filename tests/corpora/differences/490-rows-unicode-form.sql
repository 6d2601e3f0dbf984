-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TABLE "T.a""ble 🐘" (id integer PRIMARY KEY, v text);
INSERT INTO "T.a""ble 🐘" VALUES (1, U&'\00E9');
-- change
UPDATE "T.a""ble 🐘" SET v = U&'e\0301';
