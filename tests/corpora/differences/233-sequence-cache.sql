-- expects: catalog sequence:@schema@."Se.q UP" cache
-- given
CREATE SEQUENCE "Se.q UP";
-- change
ALTER SEQUENCE "Se.q UP" CACHE 4;
