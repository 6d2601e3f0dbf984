-- expects: catalog type:@schema@."Ty.pe ""y""" functions
-- given
CREATE TYPE "Ty.pe ""y""";
CREATE FUNCTION b_in(cstring) RETURNS "Ty.pe ""y""" LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION b_out("Ty.pe ""y""") RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE TYPE "Ty.pe ""y""" (INPUT = b_in, OUTPUT = b_out, LIKE = text);
CREATE FUNCTION b_analyze(internal) RETURNS boolean LANGUAGE internal STRICT AS 'range_typanalyze';
-- change
ALTER TYPE "Ty.pe ""y""" SET (ANALYZE = b_analyze);
