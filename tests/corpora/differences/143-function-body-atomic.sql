-- expects: catalog function:@schema@."F.unc ""🙂"""(text) body
-- given
CREATE FUNCTION "F.unc ""🙂"""(a text) RETURNS text LANGUAGE sql BEGIN ATOMIC SELECT a || 'y'; END;
-- change
CREATE OR REPLACE FUNCTION "F.unc ""🙂"""(a text) RETURNS text LANGUAGE sql BEGIN ATOMIC SELECT a || 'z'; END;
