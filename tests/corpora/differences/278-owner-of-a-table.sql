-- expects: catalog table:@schema@."T.a""ble 🐘" acl
-- expects: catalog table:@schema@."T.a""ble 🐘" owner
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
-- change
ALTER TABLE "T.a""ble 🐘" OWNER TO "R.ole ""A"" 🙂";
