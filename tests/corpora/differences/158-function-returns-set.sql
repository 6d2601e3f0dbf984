-- expects: catalog function:@schema@."F.unc ""🙂"""(integer) result
-- expects: catalog function:@schema@."F.unc ""🙂"""(integer) rows
-- given
CREATE FUNCTION "F.unc ""🙂"""(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- change
DROP FUNCTION "F.unc ""🙂"""(integer);
CREATE FUNCTION "F.unc ""🙂"""(a integer) RETURNS SETOF integer LANGUAGE sql AS 'SELECT 1';
