-- expects: catalog default_privileges:"R.ole ""A"" 🙂".@schema@.T +
-- change
ALTER DEFAULT PRIVILEGES FOR ROLE "R.ole ""A"" 🙂" IN SCHEMA @schema@ GRANT USAGE ON TYPES TO "R ole 'B'";
