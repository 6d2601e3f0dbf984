-- expects: catalog large_objects:this count
-- expects: catalog large_objects:this owners
-- expects: data large_objects:this rows
-- given
SELECT lo_from_bytea(4200013, '\x01');
-- change
SELECT lo_unlink(4200013);
