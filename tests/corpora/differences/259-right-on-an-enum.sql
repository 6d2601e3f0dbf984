-- expects: catalog type:@schema@."Ty.pe ""y""" acl
-- given
CREATE TYPE "Ty.pe ""y""" AS ENUM ('a');
-- change
GRANT USAGE ON TYPE "Ty.pe ""y""" TO "R.ole ""A"" 🙂";
