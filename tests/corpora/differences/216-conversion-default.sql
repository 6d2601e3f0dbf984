-- expects: catalog conversion:@schema@."Con.v" definition
-- given
CREATE CONVERSION "Con.v" FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
-- change
DROP CONVERSION "Con.v";
CREATE DEFAULT CONVERSION "Con.v" FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
