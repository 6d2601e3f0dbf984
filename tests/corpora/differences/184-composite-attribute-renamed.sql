-- expects: catalog column:@schema@."T.a""ble 🐘"."A" +
-- expects: catalog column:@schema@."T.a""ble 🐘".a -
-- expects: catalog column:@schema@."Ty.pe ""y"""."A" +
-- expects: catalog column:@schema@."Ty.pe ""y""".a -
-- given
CREATE TYPE "Ty.pe ""y""" AS (a integer);
CREATE TABLE "T.a""ble 🐘" OF "Ty.pe ""y""";
-- change
ALTER TYPE "Ty.pe ""y""" RENAME ATTRIBUTE a TO "A" CASCADE;
