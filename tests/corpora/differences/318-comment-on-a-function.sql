-- expects: catalog function:@schema@."F.unc ""🙂"""(integer) comment
-- given
CREATE FUNCTION "F.unc ""🙂"""(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
COMMENT ON FUNCTION "F.unc ""🙂"""(integer) IS 'as it was';
-- change
COMMENT ON FUNCTION "F.unc ""🙂"""(integer) IS 'it''s "another" 🐘';
