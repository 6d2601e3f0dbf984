-- expects: catalog index:@schema@."I.2" replica_identity
-- expects: catalog index:@schema@."I.ndex 🐘" replica_identity
-- given
CREATE TABLE "T.a""ble 🐘" (n integer NOT NULL, m integer NOT NULL);
CREATE UNIQUE INDEX "I.ndex 🐘" ON "T.a""ble 🐘" (n);
CREATE UNIQUE INDEX "I.2" ON "T.a""ble 🐘" (m);
ALTER TABLE "T.a""ble 🐘" REPLICA IDENTITY USING INDEX "I.ndex 🐘";
-- change
ALTER TABLE "T.a""ble 🐘" REPLICA IDENTITY USING INDEX "I.2";
