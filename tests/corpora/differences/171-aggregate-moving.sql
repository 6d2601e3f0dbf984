-- expects: catalog aggregate:@schema@."F.unc ""🙂"""(integer) moving_inverse
-- expects: catalog aggregate:@schema@."F.unc ""🙂"""(integer) moving_state
-- expects: catalog aggregate:@schema@."F.unc ""🙂"""(integer) moving_transition
-- given
CREATE AGGREGATE "F.unc ""🙂"""(integer) (sfunc = int4pl, stype = integer);
-- change
DROP AGGREGATE "F.unc ""🙂"""(integer);
CREATE AGGREGATE "F.unc ""🙂"""(integer) (sfunc = int4pl, stype = integer, msfunc = int4pl, minvfunc = int4mi, mstype =
    integer);
