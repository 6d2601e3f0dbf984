-- expects: catalog index:@schema@."I.ndex 🐘" statistics
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
CREATE INDEX "I.ndex 🐘" ON "T.a""ble 🐘" (lower("C.ol ""umn"" É"));
-- change
ALTER INDEX "I.ndex 🐘" ALTER COLUMN 1 SET STATISTICS 77;
