-- expects: catalog type:@schema@."Ty.pe ""y""" range
-- given
CREATE TYPE "Ty.pe ""y""" AS RANGE (subtype = text);
-- change
DROP TYPE "Ty.pe ""y""";
CREATE TYPE "Ty.pe ""y""" AS RANGE (subtype = text, collation = "C");
