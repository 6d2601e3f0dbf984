-- expects: data large_objects:this rows
-- given
SELECT lo_from_bytea(4200014, '\x01'), lo_from_bytea(4200015, '\x02');
-- change
SELECT lo_put(4200014, 0, '\x02'), lo_put(4200015, 0, '\x01');
