-- expects: catalog collation:@schema@."Col.l" version
-- given
CREATE COLLATION "Col.l" FROM "C";
-- change
UPDATE pg_catalog.pg_collation SET collversion = '1' WHERE oid = '"Col.l"'::regcollation;
