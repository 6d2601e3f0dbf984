-- expects: catalog event_trigger:"Ev.ent 6" comment
-- given
CREATE FUNCTION "F.unc ""🙂"""() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER "Ev.ent 6" ON ddl_command_end EXECUTE FUNCTION "F.unc ""🙂"""();
COMMENT ON EVENT TRIGGER "Ev.ent 6" IS 'as it was';
-- change
COMMENT ON EVENT TRIGGER "Ev.ent 6" IS 'it''s "another" 🐘';
