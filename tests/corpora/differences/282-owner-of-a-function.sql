-- expects: catalog function:@schema@."F.unc ""🙂"""(integer) acl
-- expects: catalog function:@schema@."F.unc ""🙂"""(integer) owner
-- given
CREATE FUNCTION "F.unc ""🙂"""(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- change
ALTER FUNCTION "F.unc ""🙂"""(integer) OWNER TO "R.ole ""A"" 🙂";
