-- expects: catalog rule:@schema@."T.a""ble 🐘"."Ru.le" definition
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
CREATE RULE "Ru.le" AS ON INSERT TO "T.a""ble 🐘" DO ALSO NOTHING;
-- change
CREATE OR REPLACE RULE "Ru.le" AS ON INSERT TO "T.a""ble 🐘" DO INSTEAD NOTHING;
