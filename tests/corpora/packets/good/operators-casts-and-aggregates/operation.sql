CREATE AGGREGATE "Agg.1"(integer) (sfunc = int4pl, stype = integer);
CREATE CAST (text AS "Mo.od") WITH INOUT AS ASSIGNMENT;
CREATE FUNCTION "Sa.me"("Mo.od", "Mo.od") RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE OPERATOR === (LEFTARG = "Mo.od", RIGHTARG = "Mo.od", FUNCTION = "Sa.me");
