-- expects: catalog column:@schema@."Ty.pe ""y""".a comment
-- given
CREATE TYPE "Ty.pe ""y""" AS (a integer);
COMMENT ON COLUMN "Ty.pe ""y""".a IS 'as it was';
-- change
COMMENT ON COLUMN "Ty.pe ""y""".a IS 'it''s "another" 🐘';
