-- expects: catalog table:@schema@."T.a""ble 🐘" partition_key
-- given
CREATE TABLE "T.a""ble 🐘" (n integer, "C.ol ""umn"" É" text) PARTITION BY RANGE ("C.ol ""umn"" É");
-- change
DROP TABLE "T.a""ble 🐘";
CREATE TABLE "T.a""ble 🐘" (n integer, "C.ol ""umn"" É" text) PARTITION BY RANGE ("C.ol ""umn"" É" COLLATE "C");
