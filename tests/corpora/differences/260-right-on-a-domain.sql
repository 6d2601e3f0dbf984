-- expects: catalog type:@schema@."Ty.pe ""y""" acl
-- given
CREATE DOMAIN "Ty.pe ""y""" AS text;
-- change
GRANT USAGE ON DOMAIN "Ty.pe ""y""" TO "R.ole ""A"" 🙂";
