-- expects: catalog type:@schema@."Ty.pe ""y""" acl
-- expects: catalog type:@schema@."Ty.pe ""y""" owner
-- expects from 18: catalog type:@schema@."Ty.pe ""y""_multirange" acl
-- expects from 18: catalog type:@schema@."Ty.pe ""y""_multirange" owner
-- given
CREATE TYPE "Ty.pe ""y""" AS RANGE (subtype = float8);
-- change
ALTER TYPE "Ty.pe ""y""" OWNER TO "R.ole ""A"" 🙂";
