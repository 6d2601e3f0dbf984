-- expects: catalog constraint:@schema@."Ch.ild"."Ch.eck ""k""" definition
-- expects: catalog constraint:@schema@."Ch.ild"."Ch.eck ""k""" triggers
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" integer PRIMARY KEY, n integer);
CREATE TABLE "Ch.ild" (a integer, b integer, CONSTRAINT "Ch.eck ""k""" FOREIGN KEY (a) REFERENCES "T.a""ble 🐘");
-- change
ALTER TABLE "Ch.ild" DROP CONSTRAINT "Ch.eck ""k""", ADD CONSTRAINT "Ch.eck ""k""" FOREIGN KEY (a) REFERENCES
    "T.a""ble 🐘" ON UPDATE SET NULL;
