-- expects: catalog foreign_data_wrapper:"W.rap 4" acl
-- expects: catalog foreign_data_wrapper:"W.rap 4" owner
-- given
CREATE FOREIGN DATA WRAPPER "W.rap 4";
-- change
ALTER FOREIGN DATA WRAPPER "W.rap 4" OWNER TO "Su.per 🙂";
