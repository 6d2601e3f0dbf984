-- expects: catalog aggregate:@schema@."F.unc ""🙂"""(integer) final_modify
-- given
CREATE AGGREGATE "F.unc ""🙂"""(integer) (sfunc = int4pl, stype = integer, finalfunc = int4abs);
-- change
DROP AGGREGATE "F.unc ""🙂"""(integer);
CREATE AGGREGATE "F.unc ""🙂"""(integer) (sfunc = int4pl, stype = integer, finalfunc = int4abs, finalfunc_modify =
    shareable);
