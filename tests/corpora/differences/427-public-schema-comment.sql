-- expects: catalog schema:public comment
-- change
COMMENT ON SCHEMA public IS 'another';
