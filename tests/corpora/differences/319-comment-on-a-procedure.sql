-- expects: catalog procedure:@schema@."F.unc ""🙂"""(integer) comment
-- given
CREATE PROCEDURE "F.unc ""🙂"""(integer) LANGUAGE sql AS 'SELECT 1';
COMMENT ON PROCEDURE "F.unc ""🙂"""(integer) IS 'as it was';
-- change
COMMENT ON PROCEDURE "F.unc ""🙂"""(integer) IS 'it''s "another" 🐘';
