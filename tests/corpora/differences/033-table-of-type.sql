-- expects: catalog table:@schema@."T.a""ble 🐘" of_type
-- given
CREATE TYPE "Ty.pe ""y""" AS (n integer);
CREATE TABLE "T.a""ble 🐘" (n integer);
-- change
ALTER TABLE "T.a""ble 🐘" OF "Ty.pe ""y""";
