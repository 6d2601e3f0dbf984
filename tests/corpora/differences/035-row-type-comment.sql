-- expects: catalog table:@schema@."T.a""ble 🐘" row_type_comment
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
-- change
COMMENT ON TYPE "T.a""ble 🐘" IS 'a row''s "type" 🐘';
