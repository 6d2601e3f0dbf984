-- expects: catalog transform:@schema@."Ty.pe ""y""".sql +
-- given
CREATE TYPE "Ty.pe ""y""" AS ENUM ('x');
-- change
CREATE TRANSFORM FOR "Ty.pe ""y""" LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal));
