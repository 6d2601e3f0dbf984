-- expects: catalog index:@schema@."I.ndex 🐘" definition
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer, r int4range, w tsvector);
CREATE INDEX "I.ndex 🐘" ON "T.a""ble 🐘" USING gist (w tsvector_ops (siglen = 16));
-- change
DROP INDEX "I.ndex 🐘";
CREATE INDEX "I.ndex 🐘" ON "T.a""ble 🐘" USING gist (w tsvector_ops (siglen = 24));
