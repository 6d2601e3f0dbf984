-- expects: catalog foreign_table:@schema@."T.a""ble 🐘" acl
-- given
CREATE FOREIGN DATA WRAPPER "W.rap 3";
CREATE SERVER "Ser.ver 2" FOREIGN DATA WRAPPER "W.rap 3";
CREATE FOREIGN TABLE "T.a""ble 🐘" (n integer) SERVER "Ser.ver 2";
-- change
GRANT SELECT ON TABLE "T.a""ble 🐘" TO "R.ole ""A"" 🙂";
