-- expects: catalog schema:@schema@ acl
-- expects: catalog schema:@schema@ owner
-- change
ALTER SCHEMA @schema@ OWNER TO "R.ole ""A"" 🙂";
