-- expects: catalog column:@schema@."T.a""ble 🐘"."C.ol ""umn"" É" type
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" numeric(10, 2));
-- change
ALTER TABLE "T.a""ble 🐘" ALTER "C.ol ""umn"" É" TYPE numeric(10, 3);
