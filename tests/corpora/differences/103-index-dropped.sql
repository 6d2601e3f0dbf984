-- expects: catalog index:@schema@."I.ndex 🐘" -
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
CREATE INDEX "I.ndex 🐘" ON "T.a""ble 🐘" (n);
-- change
DROP INDEX "I.ndex 🐘";
