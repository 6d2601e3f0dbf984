-- expects: catalog constraint:@schema@."Ch.ild"."Ch.eck ""k""" deferrable
-- expects: catalog constraint:@schema@."Ch.ild"."Ch.eck ""k""" definition
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" integer PRIMARY KEY, n integer);
CREATE TABLE "Ch.ild" (a integer, b integer, CONSTRAINT "Ch.eck ""k""" FOREIGN KEY (a) REFERENCES "T.a""ble 🐘"
    DEFERRABLE);
-- change
ALTER TABLE "Ch.ild" ALTER CONSTRAINT "Ch.eck ""k""" DEFERRABLE INITIALLY DEFERRED;
