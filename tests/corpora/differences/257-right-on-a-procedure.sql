-- expects: catalog procedure:@schema@."F.unc ""🙂"""(integer) acl
-- given
CREATE PROCEDURE "F.unc ""🙂"""(integer) LANGUAGE sql AS 'SELECT 1';
REVOKE ALL ON PROCEDURE "F.unc ""🙂"""(integer) FROM PUBLIC;
-- change
GRANT EXECUTE ON PROCEDURE "F.unc ""🙂"""(integer) TO "R.ole ""A"" 🙂";
