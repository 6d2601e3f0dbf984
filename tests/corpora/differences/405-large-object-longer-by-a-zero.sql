-- expects: data large_objects:this rows
-- given
SELECT lo_from_bytea(4200011, '\xdeadbeef');
-- change
SELECT lo_put(4200011, 4, '\x00');
