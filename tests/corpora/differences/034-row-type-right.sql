-- expects: catalog table:@schema@."T.a""ble 🐘" row_type_acl
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
-- change
REVOKE USAGE ON TYPE "T.a""ble 🐘" FROM PUBLIC;
