-- expects: catalog operator_class:@schema@."Cl.ass" USING btree default
-- given
CREATE TYPE "Ty.pe ""y""" AS (a integer);
CREATE FUNCTION cmp("Ty.pe ""y""", "Ty.pe ""y""") RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 0';
CREATE OPERATOR CLASS "Cl.ass" FOR TYPE "Ty.pe ""y""" USING btree AS FUNCTION 1 cmp("Ty.pe ""y""", "Ty.pe ""y""");
-- change
DROP OPERATOR FAMILY "Cl.ass" USING btree;
CREATE OPERATOR CLASS "Cl.ass" DEFAULT FOR TYPE "Ty.pe ""y""" USING btree AS FUNCTION 1 cmp("Ty.pe ""y""",
    "Ty.pe ""y""");
