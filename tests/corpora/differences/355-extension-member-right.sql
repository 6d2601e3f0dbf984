-- expects: catalog function:@schema@.unaccent(text) acl
-- given
CREATE EXTENSION unaccent;
-- change
REVOKE EXECUTE ON FUNCTION unaccent(text) FROM PUBLIC;
