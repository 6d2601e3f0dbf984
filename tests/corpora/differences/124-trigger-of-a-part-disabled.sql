-- expects: catalog trigger:@schema@."Pa.rt"."Tr.igger 🐘" enabled
-- given
CREATE TABLE "T.a""ble 🐘" (n integer) PARTITION BY LIST (n);
CREATE TABLE "Pa.rt" PARTITION OF "T.a""ble 🐘" FOR VALUES IN (1);
CREATE FUNCTION "F.unc ""🙂"""() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER "Tr.igger 🐘" AFTER INSERT ON "T.a""ble 🐘" FOR EACH ROW EXECUTE FUNCTION "F.unc ""🙂"""();
-- change
ALTER TABLE "Pa.rt" DISABLE TRIGGER "Tr.igger 🐘";
