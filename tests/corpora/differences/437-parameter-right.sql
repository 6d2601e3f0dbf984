-- expects: cluster parameter:log_statement +
-- change
GRANT SET ON PARAMETER log_statement TO "R.ole ""A"" 🙂";
-- undo
REVOKE SET ON PARAMETER log_statement FROM "R.ole ""A"" 🙂";
