-- expects: catalog large_objects:this owners
-- given
SELECT lo_create(4200001);
-- change
GRANT SELECT ON LARGE OBJECT 4200001 TO "R.ole ""A"" 🙂";
