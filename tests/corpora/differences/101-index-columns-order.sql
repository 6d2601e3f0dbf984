-- expects: catalog index:@schema@."I.ndex 🐘" definition
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer, r int4range, w tsvector);
CREATE INDEX "I.ndex 🐘" ON "T.a""ble 🐘" (n, "C.ol ""umn"" É");
-- change
DROP INDEX "I.ndex 🐘";
CREATE INDEX "I.ndex 🐘" ON "T.a""ble 🐘" ("C.ol ""umn"" É", n);
