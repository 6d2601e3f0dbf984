-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TYPE "Ty.pe ""y""" AS ENUM ('a', 'A');
CREATE TABLE "T.a""ble 🐘" (id integer PRIMARY KEY, v "Ty.pe ""y""");
INSERT INTO "T.a""ble 🐘" VALUES (1, 'a');
-- change
UPDATE "T.a""ble 🐘" SET v = 'A';
