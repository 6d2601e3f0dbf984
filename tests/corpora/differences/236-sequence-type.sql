-- expects: catalog sequence:@schema@."Se.q UP" type
-- given
CREATE SEQUENCE "Se.q UP" MAXVALUE 999;
-- change
ALTER SEQUENCE "Se.q UP" AS integer;
