-- expects: catalog table:@schema@."T.a""ble 🐘" acl
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
GRANT SELECT ON "T.a""ble 🐘" TO "R.ole ""A"" 🙂";
-- change
GRANT SELECT ON "T.a""ble 🐘" TO "R.ole ""A"" 🙂" WITH GRANT OPTION;
