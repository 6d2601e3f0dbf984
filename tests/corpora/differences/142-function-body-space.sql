-- expects: catalog function:@schema@."F.unc ""🙂"""(integer) body
-- given
CREATE FUNCTION "F.unc ""🙂"""(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- change
CREATE OR REPLACE FUNCTION "F.unc ""🙂"""(a integer) RETURNS integer LANGUAGE sql AS 'SELECT  1';
