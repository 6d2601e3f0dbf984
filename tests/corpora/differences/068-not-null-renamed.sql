-- expects: catalog column:@schema@."T.a""ble 🐘".n not_null_constraint
-- from 18
-- given
CREATE TABLE "T.a""ble 🐘" (n integer CONSTRAINT "Ch.eck ""k""" NOT NULL);
-- change
ALTER TABLE "T.a""ble 🐘" RENAME CONSTRAINT "Ch.eck ""k""" TO "no.null";
