-- expects: catalog schema:@schema@ acl
-- change
GRANT USAGE ON SCHEMA @schema@ TO "R.ole ""A"" 🙂";
