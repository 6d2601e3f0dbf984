-- expects: catalog aggregate:@schema@."F.unc ""🙂"""(integer) sort_operator
-- given
CREATE AGGREGATE "F.unc ""🙂"""(integer) (sfunc = int4larger, stype = integer);
-- change
DROP AGGREGATE "F.unc ""🙂"""(integer);
CREATE AGGREGATE "F.unc ""🙂"""(integer) (sfunc = int4larger, stype = integer, sortop = >);
