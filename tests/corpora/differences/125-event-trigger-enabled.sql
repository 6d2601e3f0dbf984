-- expects: catalog event_trigger:"Ev.ent 1" enabled
-- given
CREATE FUNCTION "F.unc ""🙂"""() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER "Ev.ent 1" ON ddl_command_end EXECUTE FUNCTION "F.unc ""🙂"""();
ALTER EVENT TRIGGER "Ev.ent 1" DISABLE;
-- change
ALTER EVENT TRIGGER "Ev.ent 1" ENABLE REPLICA;
