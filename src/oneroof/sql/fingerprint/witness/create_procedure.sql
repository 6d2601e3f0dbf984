-- A procedure of the witness's own with production's arguments and body; rolled back.
CREATE PROCEDURE pg_temp.{name}({arguments}) LANGUAGE sql {body}
