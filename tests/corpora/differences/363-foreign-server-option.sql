-- expects: catalog foreign_server:"Ser 13" options
-- given
CREATE FOREIGN DATA WRAPPER "W 13" OPTIONS ("Op.tion" 'a');
CREATE SERVER "Ser 13" TYPE 'a' VERSION '1' FOREIGN DATA WRAPPER "W 13" OPTIONS (host 'nowhere.invalid');
CREATE USER MAPPING FOR "R.ole ""A"" 🙂" SERVER "Ser 13" OPTIONS ("user" 'u', password 'secret');
CREATE FOREIGN TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" integer OPTIONS (column_name 'y')) SERVER "Ser 13" OPTIONS
    (table_name 'z');
-- change
ALTER SERVER "Ser 13" OPTIONS (SET host 'other.invalid');
