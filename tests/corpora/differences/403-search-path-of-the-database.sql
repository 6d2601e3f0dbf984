-- expects: catalog database:this settings
-- change
DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = "$user", public', current_database()); END $$;
