-- expects: catalog large_objects:this owners
-- given
SELECT lo_create(4200002);
-- change
ALTER LARGE OBJECT 4200002 OWNER TO "R.ole ""A"" 🙂";
