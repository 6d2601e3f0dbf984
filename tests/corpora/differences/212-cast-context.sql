-- expects: catalog cast:integer->@schema@."Ty.pe ""y""" context
-- given
CREATE TYPE "Ty.pe ""y""" AS ENUM ('x');
CREATE FUNCTION as_y(integer) RETURNS "Ty.pe ""y""" LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN NULL; END';
CREATE FUNCTION "As.y"(integer) RETURNS "Ty.pe ""y""" LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN NULL; END';
CREATE CAST (integer AS "Ty.pe ""y""") WITH FUNCTION as_y(integer);
-- change
DROP CAST (integer AS "Ty.pe ""y""");
CREATE CAST (integer AS "Ty.pe ""y""") WITH FUNCTION as_y(integer) AS ASSIGNMENT;
