-- expects: catalog operator:@schema@.===(@schema@."Ty.pe ""y""",@schema@."Ty.pe ""y""") merges_hashes
-- given
CREATE TYPE "Ty.pe ""y""" AS (a integer);
CREATE FUNCTION same("Ty.pe ""y""", "Ty.pe ""y""") RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE OPERATOR === (LEFTARG = "Ty.pe ""y""", RIGHTARG = "Ty.pe ""y""", FUNCTION = same);
-- change
DROP OPERATOR === ("Ty.pe ""y""", "Ty.pe ""y""");
CREATE OPERATOR === (LEFTARG = "Ty.pe ""y""", RIGHTARG = "Ty.pe ""y""", FUNCTION = same, MERGES);
