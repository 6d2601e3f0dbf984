-- expects: catalog policy:@schema@."T.a""ble 🐘"."Pol.icy" roles
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
CREATE POLICY "Pol.icy" ON "T.a""ble 🐘" FOR ALL TO "R.ole ""A"" 🙂" USING (n > 0) WITH CHECK (n > 0);
-- change
ALTER POLICY "Pol.icy" ON "T.a""ble 🐘" TO "R.ole ""A"" 🙂", "R ole 'B'";
