-- expects: catalog column:@schema@."Ty.pe ""y"""."B.b" +
-- given
CREATE TYPE "Ty.pe ""y""" AS (a integer);
-- change
ALTER TYPE "Ty.pe ""y""" ADD ATTRIBUTE "B.b" text;
