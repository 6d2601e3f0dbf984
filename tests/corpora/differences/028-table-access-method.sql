-- expects: catalog table:@schema@."T.a""ble 🐘" access_method
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
CREATE ACCESS METHOD "He.ap 🐘" TYPE TABLE HANDLER heap_tableam_handler;
-- change
DROP TABLE "T.a""ble 🐘";
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer) USING "He.ap 🐘";
