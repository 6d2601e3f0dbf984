-- expects: catalog schema:public acl
-- change
GRANT CREATE ON SCHEMA public TO PUBLIC;
