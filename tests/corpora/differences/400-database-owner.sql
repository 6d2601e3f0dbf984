-- expects: catalog database:this acl
-- expects: catalog database:this owner
-- change
DO $$ BEGIN EXECUTE format('ALTER DATABASE %I OWNER TO "R.ole ""A"" 🙂"', current_database()); END $$;
