-- expects: catalog default_privileges:"R.ole ""A"" 🙂".@schema@.r acl
-- given
ALTER DEFAULT PRIVILEGES FOR ROLE "R.ole ""A"" 🙂" IN SCHEMA @schema@ GRANT SELECT ON TABLES TO "R ole 'B'";
-- change
ALTER DEFAULT PRIVILEGES FOR ROLE "R.ole ""A"" 🙂" IN SCHEMA @schema@ GRANT INSERT ON TABLES TO "R ole 'B'";
