-- expects: catalog sequence:@schema@."Se.q UP" increment
-- expects: sequences sequence:@schema@."Se.q UP" value
-- given
CREATE SEQUENCE "Se.q UP";
-- change
ALTER SEQUENCE "Se.q UP" INCREMENT 6;
