-- expects: catalog published:"Pub 42".@schema@."T.2" +
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" integer PRIMARY KEY, n integer);
CREATE TABLE "T.2" ("C.ol ""umn"" É" integer PRIMARY KEY);
CREATE PUBLICATION "Pub 42" FOR TABLE "T.a""ble 🐘" ("C.ol ""umn"" É") WHERE ("C.ol ""umn"" É" > 3);
-- change
ALTER PUBLICATION "Pub 42" ADD TABLE "T.2";
