-- expects: catalog function:@schema@."F.unc ""🙂"""() rows
-- given
CREATE FUNCTION "F.unc ""🙂"""() RETURNS SETOF integer LANGUAGE sql AS 'SELECT 1';
-- change
ALTER FUNCTION "F.unc ""🙂"""() ROWS 7;
