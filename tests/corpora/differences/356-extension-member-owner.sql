-- expects: catalog function:@schema@.isn_weak() owner
-- given
CREATE EXTENSION isn;
-- change
ALTER FUNCTION isn_weak() OWNER TO "R.ole ""A"" 🙂";
