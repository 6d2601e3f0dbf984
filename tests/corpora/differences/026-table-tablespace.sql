-- expects: catalog table:@schema@."T.a""ble 🐘" tablespace
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
-- change
ALTER TABLE "T.a""ble 🐘" SET TABLESPACE "Spa.ce 🐘";
