-- expects: data table:@schema@."Ch.ild" rows
-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TABLE "T.a""ble 🐘" (n integer);
CREATE TABLE "Ch.ild" () INHERITS ("T.a""ble 🐘");
INSERT INTO "T.a""ble 🐘" VALUES (1);
-- change
DELETE FROM ONLY "T.a""ble 🐘";
INSERT INTO "Ch.ild" VALUES (1);
