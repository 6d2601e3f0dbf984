-- expects: catalog rule:@schema@."T.a""ble 🐘"."Ru.le" comment
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
CREATE RULE "Ru.le" AS ON INSERT TO "T.a""ble 🐘" DO ALSO NOTHING;
COMMENT ON RULE "Ru.le" ON "T.a""ble 🐘" IS 'as it was';
-- change
COMMENT ON RULE "Ru.le" ON "T.a""ble 🐘" IS 'it''s "another" 🐘';
