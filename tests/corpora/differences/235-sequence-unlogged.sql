-- expects: catalog sequence:@schema@."Se.q UP" persistence
-- given
CREATE SEQUENCE "Se.q UP";
-- change
ALTER SEQUENCE "Se.q UP" SET UNLOGGED;
