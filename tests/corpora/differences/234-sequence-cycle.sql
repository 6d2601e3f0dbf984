-- expects: catalog sequence:@schema@."Se.q UP" cycle
-- given
CREATE SEQUENCE "Se.q UP";
-- change
ALTER SEQUENCE "Se.q UP" CYCLE;
