-- expects: catalog foreign_server:"Ser.ver 1" acl
-- given
CREATE FOREIGN DATA WRAPPER "W.rap 2";
CREATE SERVER "Ser.ver 1" FOREIGN DATA WRAPPER "W.rap 2";
-- change
GRANT USAGE ON FOREIGN SERVER "Ser.ver 1" TO "R.ole ""A"" 🙂";
