-- expects: catalog index:@schema@."I.ndex 🐘" definition
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
CREATE INDEX "I.ndex 🐘" ON "T.a""ble 🐘" USING brin (n) WITH (pages_per_range = 32);
-- change
ALTER INDEX "I.ndex 🐘" SET (pages_per_range = 64);
