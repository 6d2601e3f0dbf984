-- expects: data large_objects:this rows
-- given
SELECT lo_from_bytea(4200010, '\xdeadbeef');
-- change
SELECT lo_put(4200010, 3, '\xee');
