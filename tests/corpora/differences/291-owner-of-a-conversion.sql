-- expects: catalog conversion:@schema@."Con.v" owner
-- given
CREATE CONVERSION "Con.v" FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
-- change
ALTER CONVERSION "Con.v" OWNER TO "R.ole ""A"" 🙂";
