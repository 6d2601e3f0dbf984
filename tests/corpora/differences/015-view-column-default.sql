-- expects: catalog column:@schema@."Vie.w 'q'".n default
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
CREATE VIEW "Vie.w 'q'" AS SELECT n FROM "T.a""ble 🐘";
-- change
ALTER VIEW "Vie.w 'q'" ALTER n SET DEFAULT 7;
