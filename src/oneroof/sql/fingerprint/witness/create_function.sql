-- A function of the witness's own with production's arguments, result and body; rolled back.
CREATE FUNCTION pg_temp.{name}({arguments}) RETURNS {result} LANGUAGE sql {body}
