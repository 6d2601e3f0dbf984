-- expects: catalog foreign_data_wrapper:"W 12" functions
-- given
CREATE FOREIGN DATA WRAPPER "W 12" OPTIONS ("Op.tion" 'a');
CREATE SERVER "Ser 12" TYPE 'a' VERSION '1' FOREIGN DATA WRAPPER "W 12" OPTIONS (host 'nowhere.invalid');
CREATE USER MAPPING FOR "R.ole ""A"" 🙂" SERVER "Ser 12" OPTIONS ("user" 'u', password 'secret');
CREATE FOREIGN TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" integer OPTIONS (column_name 'y')) SERVER "Ser 12" OPTIONS
    (table_name 'z');
-- change
ALTER FOREIGN DATA WRAPPER "W 12" VALIDATOR pg_catalog.postgresql_fdw_validator;
