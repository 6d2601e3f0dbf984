-- expects: catalog trigger:@schema@."T.a""ble 🐘"."Tr.igger 🐘" comment
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
CREATE FUNCTION "F.unc ""🙂"""() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER "Tr.igger 🐘" BEFORE INSERT ON "T.a""ble 🐘" FOR EACH ROW EXECUTE FUNCTION "F.unc ""🙂"""();
COMMENT ON TRIGGER "Tr.igger 🐘" ON "T.a""ble 🐘" IS 'as it was';
-- change
COMMENT ON TRIGGER "Tr.igger 🐘" ON "T.a""ble 🐘" IS 'it''s "another" 🐘';
