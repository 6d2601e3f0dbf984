-- expects: catalog type:@schema@."Ty.pe ""y""" comment
-- given
CREATE TYPE "Ty.pe ""y""" AS (a integer);
COMMENT ON TYPE "Ty.pe ""y""" IS 'as it was';
-- change
COMMENT ON TYPE "Ty.pe ""y""" IS 'it''s "another" 🐘';
