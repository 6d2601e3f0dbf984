-- expects: catalog column:@schema@."T.a""ble 🐘"."C.ol ""umn"" É" server_options
-- given
CREATE FOREIGN DATA WRAPPER "W 18" OPTIONS ("Op.tion" 'a');
CREATE SERVER "Ser 18" TYPE 'a' VERSION '1' FOREIGN DATA WRAPPER "W 18" OPTIONS (host 'nowhere.invalid');
CREATE USER MAPPING FOR "R.ole ""A"" 🙂" SERVER "Ser 18" OPTIONS ("user" 'u', password 'secret');
CREATE FOREIGN TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" integer OPTIONS (column_name 'y')) SERVER "Ser 18" OPTIONS
    (table_name 'z');
-- change
ALTER FOREIGN TABLE "T.a""ble 🐘" ALTER "C.ol ""umn"" É" OPTIONS (SET column_name 'yy');
