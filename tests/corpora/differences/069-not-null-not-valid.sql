-- expects: catalog column:@schema@."T.a""ble 🐘".n not_null
-- expects: catalog column:@schema@."T.a""ble 🐘".n not_null_constraint
-- from 18
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
-- change
ALTER TABLE "T.a""ble 🐘" ADD CONSTRAINT "Ch.eck ""k""" NOT NULL n NOT VALID;
