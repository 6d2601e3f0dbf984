-- expects: catalog table:@schema@."T.a""ble 🐘" inherits
-- given
CREATE TABLE "Par.ent" (n integer);
CREATE TABLE "par.ent" (n integer);
CREATE TABLE "T.a""ble 🐘" () INHERITS ("Par.ent", "par.ent");
-- change
ALTER TABLE "T.a""ble 🐘" NO INHERIT "Par.ent";
ALTER TABLE "T.a""ble 🐘" INHERIT "Par.ent";
