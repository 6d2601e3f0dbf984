-- expects: catalog published:"Pub 40".@schema@."T.a""ble 🐘" row_filter
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" integer PRIMARY KEY, n integer);
CREATE TABLE "T.2" ("C.ol ""umn"" É" integer PRIMARY KEY);
CREATE PUBLICATION "Pub 40" FOR TABLE "T.a""ble 🐘" ("C.ol ""umn"" É") WHERE ("C.ol ""umn"" É" > 3);
-- change
ALTER PUBLICATION "Pub 40" SET TABLE "T.a""ble 🐘" ("C.ol ""umn"" É") WHERE ("C.ol ""umn"" É" > 4);
