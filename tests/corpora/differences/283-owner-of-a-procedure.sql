-- expects: catalog procedure:@schema@."F.unc ""🙂"""(integer) acl
-- expects: catalog procedure:@schema@."F.unc ""🙂"""(integer) owner
-- given
CREATE PROCEDURE "F.unc ""🙂"""(integer) LANGUAGE sql AS 'SELECT 1';
-- change
ALTER PROCEDURE "F.unc ""🙂"""(integer) OWNER TO "R.ole ""A"" 🙂";
