-- expects: catalog type:@schema@."Ty.pe ""y""" labels
-- given
CREATE TYPE "Ty.pe ""y""" AS ENUM ('sad', 'ok', 'it''s "fine" 🙂');
-- change
ALTER TYPE "Ty.pe ""y""" ADD VALUE 'ha.ppy';
