-- expects: catalog column:@schema@."T.a""ble 🐘"."C.ol ""umn"" É" generated
-- given
CREATE TABLE "T.a""ble 🐘" (n integer, "C.ol ""umn"" É" integer GENERATED ALWAYS AS (n * 2) STORED);
-- change
ALTER TABLE "T.a""ble 🐘" DROP "C.ol ""umn"" É";
ALTER TABLE "T.a""ble 🐘" ADD "C.ol ""umn"" É" integer GENERATED ALWAYS AS (n * 3) STORED;
