-- expects: catalog cast:text->@schema@."Ty.pe ""y""" -
-- given
CREATE TYPE "Ty.pe ""y""" AS ENUM ('x');
CREATE FUNCTION as_y(integer) RETURNS "Ty.pe ""y""" LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN NULL; END';
CREATE FUNCTION "As.y"(integer) RETURNS "Ty.pe ""y""" LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN NULL; END';
CREATE CAST (text AS "Ty.pe ""y""") WITH INOUT;
-- change
DROP CAST (text AS "Ty.pe ""y""");
