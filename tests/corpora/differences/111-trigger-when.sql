-- expects: catalog trigger:@schema@."T.a""ble 🐘"."Tr.igger 🐘" definition
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
CREATE FUNCTION "F.unc ""🙂"""() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER "Tr.igger 🐘" BEFORE UPDATE ON "T.a""ble 🐘" FOR EACH ROW WHEN (OLD."C.ol ""umn"" É" IN ('a', 'b'))
    EXECUTE FUNCTION "F.unc ""🙂"""();
-- change
DROP TRIGGER "Tr.igger 🐘" ON "T.a""ble 🐘";
CREATE TRIGGER "Tr.igger 🐘" BEFORE UPDATE ON "T.a""ble 🐘" FOR EACH ROW WHEN (OLD."C.ol ""umn"" É" IN ('a', 'c'))
    EXECUTE FUNCTION "F.unc ""🙂"""();
