-- expects: catalog constraint:@schema@."Ch.ild"."Ch.eck ""k""" triggers
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" integer PRIMARY KEY, n integer);
CREATE TABLE "Ch.ild" (a integer, b integer, CONSTRAINT "Ch.eck ""k""" FOREIGN KEY (a) REFERENCES "T.a""ble 🐘");
-- change
ALTER TABLE "T.a""ble 🐘" DISABLE TRIGGER ALL;
