-- expects: catalog database:this settings
-- change
DO $$ BEGIN EXECUTE format('ALTER ROLE "R.ole ""A"" 🙂" IN DATABASE %I SET work_mem = ''1MB''', current_database()); END $$;
