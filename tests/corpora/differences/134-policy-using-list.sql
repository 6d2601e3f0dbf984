-- expects: catalog policy:@schema@."T.a""ble 🐘"."Pol.icy" using
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
CREATE POLICY "Pol.icy" ON "T.a""ble 🐘" USING ("C.ol ""umn"" É" IN ('a', 'b'));
-- change
ALTER POLICY "Pol.icy" ON "T.a""ble 🐘" USING ("C.ol ""umn"" É" IN ('a', 'c'));
