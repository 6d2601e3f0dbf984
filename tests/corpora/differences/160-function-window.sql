-- expects: catalog function:@schema@."F.unc ""🙂"""() kind
-- given
CREATE FUNCTION "F.unc ""🙂"""() RETURNS bigint LANGUAGE internal AS 'window_rank';
-- change
DROP FUNCTION "F.unc ""🙂"""();
CREATE FUNCTION "F.unc ""🙂"""() RETURNS bigint LANGUAGE internal WINDOW AS 'window_rank';
