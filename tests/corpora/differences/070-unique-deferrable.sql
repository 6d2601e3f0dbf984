-- expects: catalog constraint:@schema@."T.a""ble 🐘"."Ch.eck ""k""" deferrable
-- expects: catalog constraint:@schema@."T.a""ble 🐘"."Ch.eck ""k""" definition
-- expects: catalog constraint:@schema@."T.a""ble 🐘"."Ch.eck ""k""" triggers
-- expects: catalog index:@schema@."Ch.eck ""k""" immediate
-- given
CREATE TABLE "T.a""ble 🐘" (n integer CONSTRAINT "Ch.eck ""k""" UNIQUE);
-- change
ALTER TABLE "T.a""ble 🐘" DROP CONSTRAINT "Ch.eck ""k""", ADD CONSTRAINT "Ch.eck ""k""" UNIQUE (n) DEFERRABLE INITIALLY
    DEFERRED;
