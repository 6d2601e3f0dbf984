-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE TABLE "T.a""ble 🐘" (v text);
INSERT INTO "T.a""ble 🐘" VALUES ('b');
ALTER TABLE "T.a""ble 🐘" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY "Pol.icy" ON "T.a""ble 🐘" USING (false);
-- change
UPDATE "T.a""ble 🐘" SET v = 'c';
