-- expects: catalog function:@schema@."F.unc ""🙂"""(integer) -
-- expects: catalog procedure:@schema@."F.unc ""🙂"""(integer) +
-- given
CREATE FUNCTION "F.unc ""🙂"""(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- change
DROP FUNCTION "F.unc ""🙂"""(integer);
CREATE PROCEDURE "F.unc ""🙂"""(a integer) LANGUAGE sql AS 'SELECT 1';
