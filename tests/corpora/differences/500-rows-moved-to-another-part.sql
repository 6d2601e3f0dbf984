-- expects: data table:@schema@."Pa.rt 1" rows
-- expects: data table:@schema@."Pa.rt 2" rows
-- given
CREATE TABLE "T.a""ble 🐘" (n integer, v text) PARTITION BY LIST (n);
CREATE TABLE "Pa.rt 1" PARTITION OF "T.a""ble 🐘" FOR VALUES IN (1);
CREATE TABLE "Pa.rt 2" PARTITION OF "T.a""ble 🐘" FOR VALUES IN (2);
INSERT INTO "T.a""ble 🐘" VALUES (1, 'a'), (2, 'b');
-- change
UPDATE "T.a""ble 🐘" SET n = 2 WHERE n = 1;
