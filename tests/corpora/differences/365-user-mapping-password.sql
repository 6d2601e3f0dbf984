-- expects: catalog user_mapping:"Ser 15"."R.ole ""A"" 🙂" options
-- given
CREATE FOREIGN DATA WRAPPER "W 15" OPTIONS ("Op.tion" 'a');
CREATE SERVER "Ser 15" TYPE 'a' VERSION '1' FOREIGN DATA WRAPPER "W 15" OPTIONS (host 'nowhere.invalid');
CREATE USER MAPPING FOR "R.ole ""A"" 🙂" SERVER "Ser 15" OPTIONS ("user" 'u', password 'secret');
CREATE FOREIGN TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" integer OPTIONS (column_name 'y')) SERVER "Ser 15" OPTIONS
    (table_name 'z');
-- change
ALTER USER MAPPING FOR "R.ole ""A"" 🙂" SERVER "Ser 15" OPTIONS (SET password 'other');
