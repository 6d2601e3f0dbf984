-- expects: catalog foreign_data_wrapper:"W 11" options
-- given
CREATE FOREIGN DATA WRAPPER "W 11" OPTIONS ("Op.tion" 'a');
CREATE SERVER "Ser 11" TYPE 'a' VERSION '1' FOREIGN DATA WRAPPER "W 11" OPTIONS (host 'nowhere.invalid');
CREATE USER MAPPING FOR "R.ole ""A"" 🙂" SERVER "Ser 11" OPTIONS ("user" 'u', password 'secret');
CREATE FOREIGN TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" integer OPTIONS (column_name 'y')) SERVER "Ser 11" OPTIONS
    (table_name 'z');
-- change
ALTER FOREIGN DATA WRAPPER "W 11" OPTIONS (SET "Op.tion" 'b');
