-- expects: catalog event_trigger:"Ev.ent 4" function
-- given
CREATE FUNCTION "F.unc ""🙂"""() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE FUNCTION "f.unc"() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER "Ev.ent 4" ON ddl_command_end EXECUTE FUNCTION "F.unc ""🙂"""();
-- change
DROP EVENT TRIGGER "Ev.ent 4";
CREATE EVENT TRIGGER "Ev.ent 4" ON ddl_command_end EXECUTE FUNCTION "f.unc"();
