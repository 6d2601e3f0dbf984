-- expects: catalog column:@schema@."T.a""ble 🐘"."C.ol ""umn"" É" acl
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
-- change
GRANT SELECT ("C.ol ""umn"" É") ON "T.a""ble 🐘" TO "R.ole ""A"" 🙂";
