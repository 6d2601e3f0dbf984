-- expects: catalog user_mapping:"Ser 16".public +
-- given
CREATE FOREIGN DATA WRAPPER "W 16" OPTIONS ("Op.tion" 'a');
CREATE SERVER "Ser 16" TYPE 'a' VERSION '1' FOREIGN DATA WRAPPER "W 16" OPTIONS (host 'nowhere.invalid');
CREATE USER MAPPING FOR "R.ole ""A"" 🙂" SERVER "Ser 16" OPTIONS ("user" 'u', password 'secret');
CREATE FOREIGN TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" integer OPTIONS (column_name 'y')) SERVER "Ser 16" OPTIONS
    (table_name 'z');
-- change
CREATE USER MAPPING FOR PUBLIC SERVER "Ser 16";
