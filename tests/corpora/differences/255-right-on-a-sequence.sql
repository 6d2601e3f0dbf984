-- expects: catalog sequence:@schema@."Se.q UP" acl
-- given
CREATE SEQUENCE "Se.q UP";
-- change
GRANT USAGE ON SEQUENCE "Se.q UP" TO "R.ole ""A"" 🙂";
