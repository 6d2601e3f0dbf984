-- expects: catalog type:@schema@."Ty.pe ""y""" default
-- given
CREATE DOMAIN "Ty.pe ""y""" AS text DEFAULT 'x';
-- change
ALTER DOMAIN "Ty.pe ""y""" SET DEFAULT 'y';
