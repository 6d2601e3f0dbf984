-- expects: catalog publication:"Pub 1" owner
-- given
CREATE PUBLICATION "Pub 1";
-- change
ALTER PUBLICATION "Pub 1" OWNER TO "R.ole ""A"" 🙂";
