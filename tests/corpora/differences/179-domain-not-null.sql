-- expects: catalog type:@schema@."Ty.pe ""y""" not_null
-- expects from 18: catalog type:@schema@."Ty.pe ""y""" not_null_constraint
-- given
CREATE DOMAIN "Ty.pe ""y""" AS text NOT NULL;
-- change
ALTER DOMAIN "Ty.pe ""y""" DROP NOT NULL;
