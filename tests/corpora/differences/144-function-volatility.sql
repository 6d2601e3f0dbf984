-- expects: catalog function:@schema@."F.unc ""🙂"""(integer) volatility
-- given
CREATE FUNCTION "F.unc ""🙂"""(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- change
ALTER FUNCTION "F.unc ""🙂"""(integer) STABLE;
