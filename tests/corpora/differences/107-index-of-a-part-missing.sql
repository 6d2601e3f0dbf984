-- expects: catalog index:@schema@."I.ndex 🐘" valid
-- expects: catalog index:@schema@."Pa.rt.i" +
-- given
CREATE TABLE "T.a""ble 🐘" (n integer) PARTITION BY LIST (n);
CREATE TABLE "Pa.rt" PARTITION OF "T.a""ble 🐘" FOR VALUES IN (1);
CREATE INDEX "I.ndex 🐘" ON ONLY "T.a""ble 🐘" (n);
-- change
CREATE INDEX "Pa.rt.i" ON "Pa.rt" (n);
ALTER INDEX "I.ndex 🐘" ATTACH PARTITION "Pa.rt.i";
