-- expects: catalog table:@schema@."T.a""ble 🐘" force_row_security
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
-- change
ALTER TABLE "T.a""ble 🐘" FORCE ROW LEVEL SECURITY;
