-- expects: catalog builtin:language sql +
-- change
REVOKE USAGE ON LANGUAGE sql FROM PUBLIC;
