-- expects: catalog index:@schema@."I.ndex 🐘" definition
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer, r int4range, w tsvector);
CREATE INDEX "I.ndex 🐘" ON "T.a""ble 🐘" (n);
-- change
DROP INDEX "I.ndex 🐘";
CREATE INDEX "I.ndex 🐘" ON "T.a""ble 🐘" (n NULLS FIRST);
