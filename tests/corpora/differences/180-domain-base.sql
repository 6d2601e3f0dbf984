-- expects: catalog type:@schema@."Ty.pe ""y""" base
-- given
CREATE DOMAIN "Ty.pe ""y""" AS varchar(10);
-- change
DROP DOMAIN "Ty.pe ""y""";
CREATE DOMAIN "Ty.pe ""y""" AS varchar(11);
