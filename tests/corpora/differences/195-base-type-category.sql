-- expects: catalog type:@schema@."Ty.pe ""y""" representation
-- given
CREATE TYPE "Ty.pe ""y""";
CREATE FUNCTION b_in(cstring) RETURNS "Ty.pe ""y""" LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION b_out("Ty.pe ""y""") RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE TYPE "Ty.pe ""y""" (INPUT = b_in, OUTPUT = b_out, LIKE = text);
-- change
DROP TYPE "Ty.pe ""y""" CASCADE;
CREATE TYPE "Ty.pe ""y""";
CREATE FUNCTION b_in(cstring) RETURNS "Ty.pe ""y""" LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION b_out("Ty.pe ""y""") RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE TYPE "Ty.pe ""y""" (INPUT = b_in, OUTPUT = b_out, LIKE = text, CATEGORY = 'Q');
