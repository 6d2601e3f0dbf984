-- expects: catalog policy:@schema@."T.a""ble 🐘"."Pol.icy" permissive
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
CREATE POLICY "Pol.icy" ON "T.a""ble 🐘" FOR ALL TO "R.ole ""A"" 🙂" USING (n > 0) WITH CHECK (n > 0);
-- change
DROP POLICY "Pol.icy" ON "T.a""ble 🐘";
CREATE POLICY "Pol.icy" ON "T.a""ble 🐘" AS RESTRICTIVE FOR ALL TO "R.ole ""A"" 🙂" USING (n > 0) WITH CHECK (n > 0);
