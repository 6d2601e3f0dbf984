-- expects: catalog sequence:@schema@."Se.q UP" start
-- given
CREATE SEQUENCE "Se.q UP";
-- change
ALTER SEQUENCE "Se.q UP" START 7;
