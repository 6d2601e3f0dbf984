-- expects: catalog constraint:@schema@."T.a""ble 🐘"."Ch.eck ""k""" -
-- expects: catalog constraint:@schema@."T.a""ble 🐘"."ke.y" +
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" integer CONSTRAINT "Ch.eck ""k""" PRIMARY KEY);
-- change
ALTER INDEX "Ch.eck ""k""" RENAME TO "ke.y";
