-- expects: catalog function:@schema@."F.unc ""🙂"""(integer) acl
-- given
CREATE FUNCTION "F.unc ""🙂"""(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- change
REVOKE EXECUTE ON FUNCTION "F.unc ""🙂"""(integer) FROM PUBLIC;
