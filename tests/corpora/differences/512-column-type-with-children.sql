-- expects: catalog column:@schema@."Par.ent".n type
-- expects: catalog column:@schema@."T.a""ble 🐘".n type
-- given
CREATE TABLE "Par.ent" (n integer);
CREATE TABLE "T.a""ble 🐘" (m integer) INHERITS ("Par.ent");
-- change
ALTER TABLE "Par.ent" ALTER n TYPE bigint;
