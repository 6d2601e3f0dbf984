-- expects: catalog publication:"Pub 48" schemas
-- expects: catalog published:"Pub 48".@schema@."T.a""ble 🐘" -
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
CREATE PUBLICATION "Pub 48" FOR TABLE "T.a""ble 🐘";
-- change
ALTER PUBLICATION "Pub 48" SET TABLES IN SCHEMA @schema@;
