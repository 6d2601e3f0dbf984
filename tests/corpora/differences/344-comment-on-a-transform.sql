-- expects: catalog transform:@schema@."Ty.pe ""y""".sql comment
-- given
CREATE TYPE "Ty.pe ""y""" AS ENUM ('x');
CREATE TRANSFORM FOR "Ty.pe ""y""" LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal));
COMMENT ON TRANSFORM FOR "Ty.pe ""y""" LANGUAGE sql IS 'as it was';
-- change
COMMENT ON TRANSFORM FOR "Ty.pe ""y""" LANGUAGE sql IS 'it''s "another" 🐘';
