-- expects: catalog constraint:@schema@."T.a""ble 🐘"."Ch.eck ""k""" -
-- expects: catalog constraint:@schema@."T.a""ble 🐘"."ch.eck" +
-- given
CREATE TABLE "T.a""ble 🐘" (n integer CONSTRAINT "Ch.eck ""k""" CHECK (n > 0));
-- change
ALTER TABLE "T.a""ble 🐘" RENAME CONSTRAINT "Ch.eck ""k""" TO "ch.eck";
