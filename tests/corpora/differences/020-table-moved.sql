-- expects: catalog table:"Ano.ther 🐘"."T.a""ble 🐘" +
-- expects: catalog table:@schema@."T.a""ble 🐘" -
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
CREATE SCHEMA "Ano.ther 🐘";
-- change
ALTER TABLE "T.a""ble 🐘" SET SCHEMA "Ano.ther 🐘";
