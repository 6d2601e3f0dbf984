-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TABLE "T.a""ble 🐘" (v text);
INSERT INTO "T.a""ble 🐘" VALUES ('a'), ('a'), ('b'), ('b');
-- change
UPDATE "T.a""ble 🐘" SET v = 'c' WHERE v = 'a';
