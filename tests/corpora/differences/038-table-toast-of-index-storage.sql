-- expects: catalog index:@schema@."I.ndex 🐘" definition
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
CREATE INDEX "I.ndex 🐘" ON "T.a""ble 🐘" (n);
-- change
ALTER INDEX "I.ndex 🐘" SET (fillfactor = 60);
