-- expects: catalog index:@schema@."I.ndex 🐘" comment
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
CREATE INDEX "I.ndex 🐘" ON "T.a""ble 🐘" (n);
COMMENT ON INDEX "I.ndex 🐘" IS 'as it was';
-- change
COMMENT ON INDEX "I.ndex 🐘" IS 'it''s "another" 🐘';
