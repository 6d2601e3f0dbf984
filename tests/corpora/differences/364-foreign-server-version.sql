-- expects: catalog foreign_server:"Ser 14" version
-- given
CREATE FOREIGN DATA WRAPPER "W 14" OPTIONS ("Op.tion" 'a');
CREATE SERVER "Ser 14" TYPE 'a' VERSION '1' FOREIGN DATA WRAPPER "W 14" OPTIONS (host 'nowhere.invalid');
CREATE USER MAPPING FOR "R.ole ""A"" 🙂" SERVER "Ser 14" OPTIONS ("user" 'u', password 'secret');
CREATE FOREIGN TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" integer OPTIONS (column_name 'y')) SERVER "Ser 14" OPTIONS
    (table_name 'z');
-- change
ALTER SERVER "Ser 14" VERSION '2';
