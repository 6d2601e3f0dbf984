-- expects: catalog aggregate:@schema@."F.unc ""🙂"""(integer) comment
-- given
CREATE AGGREGATE "F.unc ""🙂"""(integer) (sfunc = int4pl, stype = integer);
COMMENT ON AGGREGATE "F.unc ""🙂"""(integer) IS 'as it was';
-- change
COMMENT ON AGGREGATE "F.unc ""🙂"""(integer) IS 'it''s "another" 🐘';
