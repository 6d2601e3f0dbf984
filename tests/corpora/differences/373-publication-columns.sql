-- expects: catalog published:"Pub 41".@schema@."T.a""ble 🐘" columns
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" integer PRIMARY KEY, n integer);
CREATE TABLE "T.2" ("C.ol ""umn"" É" integer PRIMARY KEY);
CREATE PUBLICATION "Pub 41" FOR TABLE "T.a""ble 🐘" ("C.ol ""umn"" É") WHERE ("C.ol ""umn"" É" > 3);
-- change
ALTER PUBLICATION "Pub 41" SET TABLE "T.a""ble 🐘" ("C.ol ""umn"" É", n) WHERE ("C.ol ""umn"" É" > 3);
