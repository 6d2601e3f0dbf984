DROP AGGREGATE "Agg.1"(integer);
DROP CAST (text AS "Mo.od");
DROP OPERATOR === ("Mo.od", "Mo.od");
DROP FUNCTION "Sa.me"("Mo.od", "Mo.od");
