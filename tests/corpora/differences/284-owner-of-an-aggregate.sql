-- expects: catalog aggregate:@schema@."F.unc ""🙂"""(integer) acl
-- expects: catalog aggregate:@schema@."F.unc ""🙂"""(integer) owner
-- given
CREATE AGGREGATE "F.unc ""🙂"""(integer) (sfunc = int4pl, stype = integer);
-- change
ALTER AGGREGATE "F.unc ""🙂"""(integer) OWNER TO "R.ole ""A"" 🙂";
