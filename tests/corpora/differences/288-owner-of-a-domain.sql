-- expects: catalog type:@schema@."Ty.pe ""y""" acl
-- expects: catalog type:@schema@."Ty.pe ""y""" owner
-- given
CREATE DOMAIN "Ty.pe ""y""" AS text;
-- change
ALTER DOMAIN "Ty.pe ""y""" OWNER TO "R.ole ""A"" 🙂";
