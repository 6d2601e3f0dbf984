-- expects: catalog aggregate:@schema@."F.unc ""🙂"""(integer) initial
-- given
CREATE AGGREGATE "F.unc ""🙂"""(integer) (sfunc = int4pl, stype = integer, initcond = '0');
-- change
DROP AGGREGATE "F.unc ""🙂"""(integer);
CREATE AGGREGATE "F.unc ""🙂"""(integer) (sfunc = int4pl, stype = integer, initcond = '1');
