-- expects: catalog table:@schema@."T.a""ble 🐘" -
-- expects: catalog table:@schema@."t.a""ble 🐘" +
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
-- change
ALTER TABLE "T.a""ble 🐘" RENAME TO "t.a""ble 🐘";
