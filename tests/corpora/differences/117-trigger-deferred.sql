-- expects: catalog trigger:@schema@."T.a""ble 🐘"."Tr.igger 🐘" definition
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
CREATE FUNCTION "F.unc ""🙂"""() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE CONSTRAINT TRIGGER "Tr.igger 🐘" AFTER INSERT ON "T.a""ble 🐘" DEFERRABLE FOR EACH ROW EXECUTE FUNCTION
    "F.unc ""🙂"""();
-- change
DROP TRIGGER "Tr.igger 🐘" ON "T.a""ble 🐘";
CREATE CONSTRAINT TRIGGER "Tr.igger 🐘" AFTER INSERT ON "T.a""ble 🐘" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE
    FUNCTION "F.unc ""🙂"""();
