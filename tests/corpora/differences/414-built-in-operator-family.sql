-- expects: catalog operator_family:pg_catalog.integer_ops USING btree +
-- given
CREATE TYPE "Ty.pe ""y""" AS ENUM ('a');
CREATE FUNCTION cmp("Ty.pe ""y""", "Ty.pe ""y""") RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 0';
-- change
ALTER OPERATOR FAMILY pg_catalog.integer_ops USING btree ADD FUNCTION 1 ("Ty.pe ""y""", "Ty.pe ""y""")
    cmp("Ty.pe ""y""", "Ty.pe ""y""");
