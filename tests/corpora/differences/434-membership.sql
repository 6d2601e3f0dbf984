-- expects: cluster membership:"R.ole ""A"" 🙂"."R ole 'B'".postgres +
-- change
GRANT "R.ole ""A"" 🙂" TO "R ole 'B'";
-- undo
REVOKE "R.ole ""A"" 🙂" FROM "R ole 'B'";
