-- expects: catalog policy:@schema@."T.a""ble 🐘"."Pol.icy" +
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
-- change
CREATE POLICY "Pol.icy" ON "T.a""ble 🐘" USING (true);
