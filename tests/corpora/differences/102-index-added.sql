-- expects: catalog index:@schema@."I.ndex 🐘" +
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
-- change
CREATE INDEX "I.ndex 🐘" ON "T.a""ble 🐘" (n);
