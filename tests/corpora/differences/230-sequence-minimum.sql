-- expects: catalog sequence:@schema@."Se.q UP" minimum
-- given
CREATE SEQUENCE "Se.q UP";
-- change
ALTER SEQUENCE "Se.q UP" MINVALUE 0;
