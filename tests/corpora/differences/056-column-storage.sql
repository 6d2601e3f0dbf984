-- expects: catalog column:@schema@."T.a""ble 🐘"."C.ol ""umn"" É" storage
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
-- change
ALTER TABLE "T.a""ble 🐘" ALTER "C.ol ""umn"" É" SET STORAGE EXTERNAL;
