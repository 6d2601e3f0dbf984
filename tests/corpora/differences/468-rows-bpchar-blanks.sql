-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TABLE "T.a""ble 🐘" (id integer PRIMARY KEY, v bpchar);
INSERT INTO "T.a""ble 🐘" VALUES (1, 'a');
-- change
UPDATE "T.a""ble 🐘" SET v = 'a  ';
