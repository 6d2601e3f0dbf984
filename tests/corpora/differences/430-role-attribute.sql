-- expects: cluster role:"R.ole ""A"" 🙂" createdb
-- change
ALTER ROLE "R.ole ""A"" 🙂" CREATEDB;
-- undo
ALTER ROLE "R.ole ""A"" 🙂" NOCREATEDB;
