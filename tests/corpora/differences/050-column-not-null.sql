-- expects: catalog column:@schema@."T.a""ble 🐘"."C.ol ""umn"" É" not_null
-- expects from 18: catalog column:@schema@."T.a""ble 🐘"."C.ol ""umn"" É" not_null_constraint
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
-- change
ALTER TABLE "T.a""ble 🐘" ALTER "C.ol ""umn"" É" SET NOT NULL;
