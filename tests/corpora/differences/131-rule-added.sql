-- expects: catalog rule:@schema@."T.a""ble 🐘"."Ru.le" +
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
-- change
CREATE RULE "Ru.le" AS ON DELETE TO "T.a""ble 🐘" DO INSTEAD NOTHING;
