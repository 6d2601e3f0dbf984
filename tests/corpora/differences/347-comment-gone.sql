-- expects: catalog table:@schema@."T.a""ble 🐘" comment
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
COMMENT ON TABLE "T.a""ble 🐘" IS 'x';
-- change
COMMENT ON TABLE "T.a""ble 🐘" IS NULL;
