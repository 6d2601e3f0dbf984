-- expects: catalog foreign_server:"Ser 31" type
-- given
CREATE FOREIGN DATA WRAPPER "W 31";
CREATE SERVER "Ser 31" TYPE 'a' FOREIGN DATA WRAPPER "W 31";
-- change
DROP SERVER "Ser 31";
CREATE SERVER "Ser 31" TYPE 'b' FOREIGN DATA WRAPPER "W 31";
