-- expects: catalog database:this comment
-- change
DO $$ BEGIN EXECUTE format('COMMENT ON DATABASE %I IS ''it is "another" 🐘''', current_database()); END $$;
