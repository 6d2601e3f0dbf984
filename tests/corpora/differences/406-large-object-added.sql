-- expects: catalog large_objects:this count
-- expects: catalog large_objects:this owners
-- expects: data large_objects:this rows
-- change
SELECT lo_create(4200012);
