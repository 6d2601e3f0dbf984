-- expects: catalog large_objects:this owners
-- given
SELECT lo_create(4200003);
COMMENT ON LARGE OBJECT 4200003 IS 'as it was';
-- change
COMMENT ON LARGE OBJECT 4200003 IS 'it''s "another" 🐘';
