-- expects: catalog foreign_table:@schema@."T.a""ble 🐘" server
-- given
CREATE FOREIGN DATA WRAPPER "W 30" OPTIONS ("Op.tion" 'a');
CREATE SERVER "Ser 30" TYPE 'a' VERSION '1' FOREIGN DATA WRAPPER "W 30" OPTIONS (host 'nowhere.invalid');
CREATE USER MAPPING FOR "R.ole ""A"" 🙂" SERVER "Ser 30" OPTIONS ("user" 'u', password 'secret');
CREATE FOREIGN TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" integer OPTIONS (column_name 'y')) SERVER "Ser 30" OPTIONS
    (table_name 'z');
CREATE SERVER "ser 30" FOREIGN DATA WRAPPER "W 30";
-- change
DROP FOREIGN TABLE "T.a""ble 🐘";
CREATE FOREIGN TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" integer OPTIONS (column_name 'y')) SERVER "ser 30" OPTIONS
    (table_name 'z');
