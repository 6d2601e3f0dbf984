-- expects: catalog collation:@schema@."Col.l" owner
-- given
CREATE COLLATION "Col.l" FROM "C";
-- change
ALTER COLLATION "Col.l" OWNER TO "R.ole ""A"" 🙂";
