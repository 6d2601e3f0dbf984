-- expects: catalog column:@schema@."T.a""ble 🐘".n inherited
-- expects: catalog column:@schema@."T.a""ble 🐘".n local
-- expects: catalog table:@schema@."T.a""ble 🐘" inherits
-- given
CREATE TABLE "Par.ent" (n integer);
CREATE TABLE "T.a""ble 🐘" () INHERITS ("Par.ent");
-- change
ALTER TABLE "T.a""ble 🐘" NO INHERIT "Par.ent";
