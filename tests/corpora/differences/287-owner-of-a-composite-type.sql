-- expects: catalog type:@schema@."Ty.pe ""y""" acl
-- expects: catalog type:@schema@."Ty.pe ""y""" owner
-- given
CREATE TYPE "Ty.pe ""y""" AS (a integer);
-- change
ALTER TYPE "Ty.pe ""y""" OWNER TO "R.ole ""A"" 🙂";
