-- expects: catalog column:@schema@."Ty.pe ""y""".a collation
-- given
CREATE TYPE "Ty.pe ""y""" AS (a text);
-- change
ALTER TYPE "Ty.pe ""y""" ALTER ATTRIBUTE a TYPE text COLLATE "C";
