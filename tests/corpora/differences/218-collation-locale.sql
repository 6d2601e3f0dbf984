-- expects: catalog collation:@schema@."Col.l" locale
-- given
CREATE COLLATION "Col.l" FROM "C";
-- change
DROP COLLATION "Col.l";
CREATE COLLATION "Col.l" FROM "POSIX";
