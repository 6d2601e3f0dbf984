-- expects: catalog procedure:@schema@."F.unc ""🙂"""(integer) body
-- given
CREATE PROCEDURE "F.unc ""🙂"""(INOUT x integer) LANGUAGE plpgsql AS 'BEGIN x := x + 1; END';
-- change
CREATE OR REPLACE PROCEDURE "F.unc ""🙂"""(INOUT x integer) LANGUAGE plpgsql AS 'BEGIN x := x + 2; END';
