-- expects: catalog constraint:@schema@."Ch.ild"."Ch.eck ""k""" definition
-- given
CREATE TABLE "T.a""ble 🐘" (n integer, m integer, PRIMARY KEY (n, m));
CREATE TABLE "Ch.ild" (a integer, b integer, CONSTRAINT "Ch.eck ""k""" FOREIGN KEY (a, b) REFERENCES "T.a""ble 🐘");
-- change
ALTER TABLE "Ch.ild" DROP CONSTRAINT "Ch.eck ""k""", ADD CONSTRAINT "Ch.eck ""k""" FOREIGN KEY (a, b) REFERENCES
    "T.a""ble 🐘" MATCH FULL;
