-- expects: catalog database:this settings
-- change
DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET app.setting = ''x''', current_database()); END $$;
