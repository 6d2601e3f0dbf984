-- expects: catalog table:@schema@."T.a""ble 🐘" acl
-- given
GRANT USAGE ON SCHEMA @schema@ TO "R.ole ""A"" 🙂";
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
GRANT SELECT ON "T.a""ble 🐘" TO "R.ole ""A"" 🙂" WITH GRANT OPTION;
GRANT SELECT ON "T.a""ble 🐘" TO "R ole 'B'";
-- change
REVOKE SELECT ON "T.a""ble 🐘" FROM "R ole 'B'";
SET ROLE "R.ole ""A"" 🙂";
GRANT SELECT ON "T.a""ble 🐘" TO "R ole 'B'";
RESET ROLE;
