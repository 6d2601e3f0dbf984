-- expects: catalog schema:public acl
-- expects: catalog schema:public owner
-- change
ALTER SCHEMA public OWNER TO "R.ole ""A"" 🙂";
