-- expects: catalog extension:plpgsql comment
-- given
COMMENT ON EXTENSION plpgsql IS 'as it was';
-- change
COMMENT ON EXTENSION plpgsql IS 'it''s "another" 🐘';
