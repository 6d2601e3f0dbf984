-- expects: catalog type:@schema@."Ty.pe ""y""" acl
-- given
CREATE TYPE "Ty.pe ""y""" AS ENUM ('a');
-- change
REVOKE USAGE ON TYPE "Ty.pe ""y""" FROM PUBLIC;
