-- expects: catalog policy:@schema@."T.a""ble 🐘"."Pol.icy" comment
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
CREATE POLICY "Pol.icy" ON "T.a""ble 🐘" USING (true);
COMMENT ON POLICY "Pol.icy" ON "T.a""ble 🐘" IS 'as it was';
-- change
COMMENT ON POLICY "Pol.icy" ON "T.a""ble 🐘" IS 'it''s "another" 🐘';
