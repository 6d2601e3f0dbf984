-- expects: catalog sequence:@schema@."Se.q UP" maximum
-- given
CREATE SEQUENCE "Se.q UP";
-- change
ALTER SEQUENCE "Se.q UP" MAXVALUE 999;
