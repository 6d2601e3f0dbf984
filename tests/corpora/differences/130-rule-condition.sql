-- expects: catalog rule:@schema@."T.a""ble 🐘"."Ru.le" definition
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
CREATE RULE "Ru.le" AS ON UPDATE TO "T.a""ble 🐘" WHERE OLD.n = 1 DO INSTEAD NOTHING;
-- change
CREATE OR REPLACE RULE "Ru.le" AS ON UPDATE TO "T.a""ble 🐘" WHERE OLD.n = 2 DO INSTEAD NOTHING;
