-- expects: catalog function:@schema@."F.unc ""🙂"""(integer) arguments
-- given
CREATE FUNCTION "F.unc ""🙂"""(a integer DEFAULT 1) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- change
CREATE OR REPLACE FUNCTION "F.unc ""🙂"""(a integer DEFAULT 2) RETURNS integer LANGUAGE sql AS 'SELECT 1';
