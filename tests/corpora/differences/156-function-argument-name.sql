-- expects: catalog function:@schema@."F.unc ""🙂"""(integer) arguments
-- given
CREATE FUNCTION "F.unc ""🙂"""(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- change
DROP FUNCTION "F.unc ""🙂"""(integer);
CREATE FUNCTION "F.unc ""🙂"""("A.a" integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
