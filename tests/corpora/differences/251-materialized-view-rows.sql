-- expects: data materialized_view:@schema@."Vie.w 'q'" rows
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
INSERT INTO "T.a""ble 🐘" VALUES ('a', 1);
CREATE MATERIALIZED VIEW "Vie.w 'q'" AS SELECT n FROM "T.a""ble 🐘";
INSERT INTO "T.a""ble 🐘" VALUES ('b', 2);
-- change
REFRESH MATERIALIZED VIEW "Vie.w 'q'";
