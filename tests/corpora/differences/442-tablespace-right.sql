-- expects: cluster tablespace:"Spa.ce 🐘" acl
-- change
GRANT CREATE ON TABLESPACE "Spa.ce 🐘" TO "R.ole ""A"" 🙂";
-- undo
REVOKE CREATE ON TABLESPACE "Spa.ce 🐘" FROM "R.ole ""A"" 🙂";
