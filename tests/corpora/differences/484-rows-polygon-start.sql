-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TABLE "T.a""ble 🐘" (id integer PRIMARY KEY, v polygon);
INSERT INTO "T.a""ble 🐘" VALUES (1, '((0,0),(1,1),(1,0))');
-- change
UPDATE "T.a""ble 🐘" SET v = '((1,1),(1,0),(0,0))';
