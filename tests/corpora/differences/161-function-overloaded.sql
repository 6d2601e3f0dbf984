-- expects: catalog function:@schema@."F.unc ""🙂"""(text) +
-- given
CREATE FUNCTION "F.unc ""🙂"""(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- change
CREATE FUNCTION "F.unc ""🙂"""(text) RETURNS integer LANGUAGE sql AS 'SELECT 1';
