-- expects: catalog constraint:@schema@."T.a""ble 🐘"."Ch.eck ""k""" no_inherit
-- given
CREATE TABLE "T.a""ble 🐘" (n integer CONSTRAINT "Ch.eck ""k""" CHECK (n > 0));
-- change
ALTER TABLE "T.a""ble 🐘" DROP CONSTRAINT "Ch.eck ""k""", ADD CONSTRAINT "Ch.eck ""k""" CHECK (n > 0) NO INHERIT;
