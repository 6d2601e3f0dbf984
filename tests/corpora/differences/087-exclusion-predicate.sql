-- expects: catalog constraint:@schema@."T.a""ble 🐘"."Ch.eck ""k""" definition
-- expects: catalog index:@schema@."Ch.eck ""k""" definition
-- given
CREATE TABLE "T.a""ble 🐘" (n integer, r int4range, CONSTRAINT "Ch.eck ""k""" EXCLUDE USING gist (r WITH &&) WHERE (n >
    0));
-- change
ALTER TABLE "T.a""ble 🐘" DROP CONSTRAINT "Ch.eck ""k""", ADD CONSTRAINT "Ch.eck ""k""" EXCLUDE USING gist (r WITH &&)
    WHERE (n > 1);
