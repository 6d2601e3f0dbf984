-- expects: catalog foreign_data_wrapper:"W.rap 1" acl
-- given
CREATE FOREIGN DATA WRAPPER "W.rap 1";
-- change
GRANT USAGE ON FOREIGN DATA WRAPPER "W.rap 1" TO "R.ole ""A"" 🙂";
