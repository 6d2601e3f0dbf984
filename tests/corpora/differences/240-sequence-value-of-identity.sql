-- expects: sequences sequence:@schema@."T.a""ble 🐘_C.ol ""umn"" É_seq" value
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" integer GENERATED ALWAYS AS IDENTITY);
-- change
ALTER TABLE "T.a""ble 🐘" ALTER "C.ol ""umn"" É" RESTART WITH 9;
