-- expects: catalog column:@schema@."Ty.pe ""y""".a type
-- given
CREATE TYPE "Ty.pe ""y""" AS (a integer);
-- change
ALTER TYPE "Ty.pe ""y""" ALTER ATTRIBUTE a TYPE bigint;
