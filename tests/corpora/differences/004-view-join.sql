-- expects: catalog view:@schema@."Vie.w 'q'" definition
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
CREATE VIEW "Vie.w 'q'" AS SELECT a.n FROM "T.a""ble 🐘" a JOIN "T.a""ble 🐘" b USING ("C.ol ""umn"" É");
-- change
CREATE OR REPLACE VIEW "Vie.w 'q'" AS SELECT a.n FROM "T.a""ble 🐘" a LEFT JOIN "T.a""ble 🐘" b USING
    ("C.ol ""umn"" É");
