-- The operation or its undoing: one EXECUTE of the literal text in oneroof.statement, so that the server refuses COMMIT,
-- SAVEPOINT, VACUUM and their like, and statement_timeout is for all of it.
DO $oneroof$
BEGIN
    EXECUTE pg_catalog.current_setting('oneroof.statement');
END
$oneroof$
