-- expects: catalog column:@schema@."T.a""ble 🐘"."C.ol ""umn"" É" generated
-- given
CREATE TABLE "T.a""ble 🐘" (n integer, "C.ol ""umn"" É" integer GENERATED ALWAYS AS (n * 2) STORED);
-- change
ALTER TABLE "T.a""ble 🐘" ALTER "C.ol ""umn"" É" DROP EXPRESSION;
