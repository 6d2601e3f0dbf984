-- expects: catalog view:@schema@."Vie.w 'q'" definition
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
CREATE VIEW "Vie.w 'q'" AS SELECT n FROM "T.a""ble 🐘";
-- change
CREATE OR REPLACE VIEW "Vie.w 'q'" AS SELECT DISTINCT n FROM "T.a""ble 🐘";
