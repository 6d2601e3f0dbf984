-- expects: catalog type:@schema@."Ty.pe ""y""" range
-- given
CREATE TYPE "Ty.pe ""y""" AS RANGE (subtype = float8);
-- change
DROP TYPE "Ty.pe ""y""";
CREATE TYPE "Ty.pe ""y""" AS RANGE (subtype = float8, subtype_diff = float8mi);
