-- expects: catalog index:@schema@."I.ndex 🐘" clustered
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
CREATE INDEX "I.ndex 🐘" ON "T.a""ble 🐘" (n);
-- change
ALTER TABLE "T.a""ble 🐘" CLUSTER ON "I.ndex 🐘";
