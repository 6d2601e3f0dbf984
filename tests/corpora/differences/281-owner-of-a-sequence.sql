-- expects: catalog sequence:@schema@."Se.q UP" acl
-- expects: catalog sequence:@schema@."Se.q UP" owner
-- given
CREATE SEQUENCE "Se.q UP";
-- change
ALTER SEQUENCE "Se.q UP" OWNER TO "R.ole ""A"" 🙂";
