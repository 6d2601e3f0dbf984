-- expects: sequences sequence:@schema@."Se.q UP" value
-- given
CREATE SEQUENCE "Se.q UP";
-- change
SELECT nextval('"Se.q UP"');
