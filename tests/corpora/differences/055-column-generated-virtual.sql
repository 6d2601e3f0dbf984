-- expects: catalog column:@schema@."T.a""ble 🐘"."C.ol ""umn"" É" generated
-- from 18
-- given
CREATE TABLE "T.a""ble 🐘" (n integer, "C.ol ""umn"" É" integer GENERATED ALWAYS AS (n * 2) VIRTUAL);
-- change
ALTER TABLE "T.a""ble 🐘" ALTER "C.ol ""umn"" É" SET EXPRESSION AS (n * 3);
