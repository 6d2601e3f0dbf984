-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TYPE "Ty.pe ""y""" AS (a integer, b text);
CREATE TABLE "T.a""ble 🐘" (id integer PRIMARY KEY, v "Ty.pe ""y""");
INSERT INTO "T.a""ble 🐘" VALUES (1, NULL);
-- change
UPDATE "T.a""ble 🐘" SET v = ROW(NULL, NULL)::"Ty.pe ""y""";
