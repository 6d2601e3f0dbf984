-- expects: catalog constraint:@schema@."T.a""ble 🐘"."Ch.eck ""k""" definition
-- expects: catalog index:@schema@."Ch.eck ""k""" definition
-- given
CREATE TABLE "T.a""ble 🐘" (n integer, m integer, CONSTRAINT "Ch.eck ""k""" UNIQUE (n));
-- change
ALTER TABLE "T.a""ble 🐘" DROP CONSTRAINT "Ch.eck ""k""", ADD CONSTRAINT "Ch.eck ""k""" UNIQUE (n) INCLUDE (m);
