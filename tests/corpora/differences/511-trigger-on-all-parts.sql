-- expects: catalog trigger:@schema@."T.a""ble 🐘"."Tr.igger 🐘" +
-- given
CREATE TABLE "T.a""ble 🐘" (n integer, k integer, PRIMARY KEY (n, k)) PARTITION BY RANGE (k);
CREATE TABLE "Pa.rt 1" PARTITION OF "T.a""ble 🐘" FOR VALUES FROM (0) TO (10);
CREATE TABLE "Pa.rt 2" PARTITION OF "T.a""ble 🐘" FOR VALUES FROM (10) TO (20) PARTITION BY RANGE (n);
CREATE TABLE "Pa.rt 3" PARTITION OF "Pa.rt 2" DEFAULT;
CREATE TABLE "Re.fund" (a integer, b integer, CONSTRAINT "Ch.eck ""k""" FOREIGN KEY (a, b) REFERENCES "T.a""ble 🐘");
CREATE FUNCTION "F.unc ""🙂"""() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
-- change
CREATE TRIGGER "Tr.igger 🐘" AFTER INSERT ON "T.a""ble 🐘" FOR EACH ROW EXECUTE FUNCTION "F.unc ""🙂"""();
