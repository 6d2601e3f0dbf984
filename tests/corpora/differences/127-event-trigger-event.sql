-- expects: catalog event_trigger:"Ev.ent 3" event
-- given
CREATE FUNCTION "F.unc ""🙂"""() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER "Ev.ent 3" ON ddl_command_start EXECUTE FUNCTION "F.unc ""🙂"""();
-- change
DROP EVENT TRIGGER "Ev.ent 3";
CREATE EVENT TRIGGER "Ev.ent 3" ON ddl_command_end EXECUTE FUNCTION "F.unc ""🙂"""();
