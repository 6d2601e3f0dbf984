-- expects: catalog aggregate:@schema@."F.unc ""🙂"""(integer) transition
-- given
CREATE AGGREGATE "F.unc ""🙂"""(integer) (sfunc = int4pl, stype = integer);
-- change
DROP AGGREGATE "F.unc ""🙂"""(integer);
CREATE AGGREGATE "F.unc ""🙂"""(integer) (sfunc = int4mi, stype = integer);
