-- expects: catalog constraint:@schema@."T.a""ble 🐘"."Ch.eck ""k""" definition
-- expects: catalog index:@schema@."Ch.eck ""k""" definition
-- from 18
-- given
CREATE TABLE "T.a""ble 🐘" (k int4range NOT NULL, r int4range NOT NULL, CONSTRAINT "Ch.eck ""k""" PRIMARY KEY (k, r
    WITHOUT OVERLAPS));
-- change
ALTER TABLE "T.a""ble 🐘" DROP CONSTRAINT "Ch.eck ""k""", ADD CONSTRAINT "Ch.eck ""k""" PRIMARY KEY (k, r);
