-- expects: catalog table:@schema@."T.a""ble 🐘" acl
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
-- change
REVOKE TRUNCATE ON "T.a""ble 🐘" FROM CURRENT_USER;
