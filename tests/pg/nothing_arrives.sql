-- A production that has a way out of each kind, each leading back to production itself ({home}).
CREATE EXTENSION dblink; CREATE EXTENSION postgres_fdw;
CREATE TABLE touched (at timestamptz DEFAULT now());
CREATE FUNCTION phone_home() RETURNS text LANGUAGE sql AS $$ SELECT dblink_exec('{home}', 'INSERT INTO public.touched DEFAULT VALUES') $$;
CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '{socket}', dbname '{database}');
CREATE USER MAPPING FOR PUBLIC SERVER far OPTIONS (user 'postgres', password_required 'false');
CREATE FOREIGN TABLE far_touched (at timestamptz) SERVER far OPTIONS (table_name 'touched');
CREATE FUNCTION on_row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM phone_home(); RETURN NEW; END $$;
CREATE TABLE rows_tell (a int); CREATE TRIGGER tells AFTER INSERT ON rows_tell FOR EACH ROW EXECUTE FUNCTION on_row();
CREATE TABLE has_default (a text DEFAULT phone_home());
CREATE VIEW looks AS SELECT * FROM dblink('{home}', 'SELECT 1') AS t (a int);
CREATE FUNCTION on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM phone_home(); END $$;
CREATE SCHEMA cron; CREATE TABLE cron.job (jobid int PRIMARY KEY, command text, active boolean);
INSERT INTO cron.job VALUES (1, 'SELECT phone_home()', true);
CREATE PUBLICATION all_of_it FOR ALL TABLES;
CREATE SUBSCRIPTION reads_home CONNECTION '{home}' PUBLICATION all_of_it WITH (connect = false, slot_name = 'reads_home');
ALTER SUBSCRIPTION reads_home ENABLE;
CREATE EVENT TRIGGER tells_ddl ON ddl_command_end EXECUTE FUNCTION on_ddl();
