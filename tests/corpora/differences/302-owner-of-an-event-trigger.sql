-- expects: catalog event_trigger:"Ev.ent 5" owner
-- given
CREATE FUNCTION "F.unc ""🙂"""() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER "Ev.ent 5" ON ddl_command_end EXECUTE FUNCTION "F.unc ""🙂"""();
-- change
ALTER EVENT TRIGGER "Ev.ent 5" OWNER TO "Su.per 🙂";
