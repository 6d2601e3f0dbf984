-- expects: catalog foreign_table:@schema@."T.a""ble 🐘" acl
-- expects: catalog foreign_table:@schema@."T.a""ble 🐘" owner
-- given
CREATE FOREIGN DATA WRAPPER "W.rap 6";
CREATE SERVER "Ser.ver 4" FOREIGN DATA WRAPPER "W.rap 6";
CREATE FOREIGN TABLE "T.a""ble 🐘" (n integer) SERVER "Ser.ver 4";
-- change
ALTER FOREIGN TABLE "T.a""ble 🐘" OWNER TO "R.ole ""A"" 🙂";
