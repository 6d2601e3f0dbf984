-- expects: catalog column:@schema@."T.a""ble 🐘"."C.ol ""umn"" É" type
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" varchar(8));
-- change
ALTER TABLE "T.a""ble 🐘" ALTER "C.ol ""umn"" É" TYPE varchar(9);
