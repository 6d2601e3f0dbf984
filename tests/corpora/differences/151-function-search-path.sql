-- expects: catalog function:@schema@."F.unc ""🙂"""(integer) settings
-- given
CREATE FUNCTION "F.unc ""🙂"""(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION "F.unc ""🙂"""(integer) SET search_path = pg_catalog, pg_temp;
-- change
ALTER FUNCTION "F.unc ""🙂"""(integer) SET search_path = pg_temp, pg_catalog;
