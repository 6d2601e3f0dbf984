-- expects: catalog table:@schema@."T.a""ble 🐘" acl
-- from 17
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
-- change
GRANT MAINTAIN ON "T.a""ble 🐘" TO "R.ole ""A"" 🙂";
