-- expects: catalog view:@schema@."Vie.w 'q'" definition
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" varchar(3));
CREATE VIEW "Vie.w 'q'" AS SELECT "C.ol ""umn"" É" FROM "T.a""ble 🐘" WHERE "C.ol ""umn"" É" IN ('a', 'b');
-- change
CREATE OR REPLACE VIEW "Vie.w 'q'" AS SELECT "C.ol ""umn"" É" FROM "T.a""ble 🐘" WHERE "C.ol ""umn"" É" IN ('a', 'c');
