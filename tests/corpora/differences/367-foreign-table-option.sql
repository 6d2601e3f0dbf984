-- expects: catalog foreign_table:@schema@."T.a""ble 🐘" server_options
-- given
CREATE FOREIGN DATA WRAPPER "W 17" OPTIONS ("Op.tion" 'a');
CREATE SERVER "Ser 17" TYPE 'a' VERSION '1' FOREIGN DATA WRAPPER "W 17" OPTIONS (host 'nowhere.invalid');
CREATE USER MAPPING FOR "R.ole ""A"" 🙂" SERVER "Ser 17" OPTIONS ("user" 'u', password 'secret');
CREATE FOREIGN TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" integer OPTIONS (column_name 'y')) SERVER "Ser 17" OPTIONS
    (table_name 'z');
-- change
ALTER FOREIGN TABLE "T.a""ble 🐘" OPTIONS (SET table_name 'zz');
