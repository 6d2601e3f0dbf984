-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TYPE "Ty.pe ""y""" AS (a text, b text);
CREATE TABLE "T.a""ble 🐘" (v "Ty.pe ""y""");
INSERT INTO "T.a""ble 🐘" VALUES (ROW('k', NULL));
-- change
UPDATE "T.a""ble 🐘" SET v = ROW('k', 'NULL');
