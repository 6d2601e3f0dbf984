-- expects: catalog function:@schema@."F.unc ""🙂"""(integer) body
-- expects: catalog function:@schema@."F.unc ""🙂"""(integer) result
-- given
CREATE FUNCTION "F.unc ""🙂"""(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- change
DROP FUNCTION "F.unc ""🙂"""(integer);
CREATE FUNCTION "F.unc ""🙂"""(a integer) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
