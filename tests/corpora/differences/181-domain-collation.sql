-- expects: catalog type:@schema@."Ty.pe ""y""" collation
-- given
CREATE DOMAIN "Ty.pe ""y""" AS text;
-- change
DROP DOMAIN "Ty.pe ""y""";
CREATE DOMAIN "Ty.pe ""y""" AS text COLLATE "C";
