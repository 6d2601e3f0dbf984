-- expects: catalog foreign_server:"Ser.ver 3" acl
-- expects: catalog foreign_server:"Ser.ver 3" owner
-- given
CREATE FOREIGN DATA WRAPPER "W.rap 5";
GRANT USAGE ON FOREIGN DATA WRAPPER "W.rap 5" TO "R.ole ""A"" 🙂";
CREATE SERVER "Ser.ver 3" FOREIGN DATA WRAPPER "W.rap 5";
-- change
ALTER SERVER "Ser.ver 3" OWNER TO "R.ole ""A"" 🙂";
