-- expects: catalog function:@schema@."F.unc ""🙂"""(integer) support
-- given
CREATE FUNCTION "F.unc ""🙂"""(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- change
ALTER FUNCTION "F.unc ""🙂"""(integer) SUPPORT pg_catalog.generate_series_int4_support;
