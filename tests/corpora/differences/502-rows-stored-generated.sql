-- expects: catalog function:@schema@."F.unc ""🙂"""(integer) body
-- expects: data table:@schema@."T.a""ble 🐘" rows
-- given
CREATE FUNCTION "F.unc ""🙂"""(a integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN a; END';
CREATE TABLE "T.a""ble 🐘" (n integer, v integer GENERATED ALWAYS AS ("F.unc ""🙂"""(n)) STORED);
INSERT INTO "T.a""ble 🐘" VALUES (1);
-- change
CREATE OR REPLACE FUNCTION "F.unc ""🙂"""(a integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS
    'BEGIN RETURN a + 1; END';
UPDATE "T.a""ble 🐘" SET n = n;
