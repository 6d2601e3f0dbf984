-- expects: catalog function:@schema@."F.unc ""🙂"""(integer) language
-- given
CREATE FUNCTION "F.unc ""🙂"""(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- change
SET check_function_bodies = off;
CREATE OR REPLACE FUNCTION "F.unc ""🙂"""(a integer) RETURNS integer LANGUAGE plpgsql AS 'SELECT 1';
