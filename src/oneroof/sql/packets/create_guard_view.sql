-- Make a temporary view of the query in oneroof.statement, to see what it depends on; the caller rolls it back.
DO $oneroof$
BEGIN
    EXECUTE 'CREATE TEMPORARY VIEW oneroof_guard AS ' || pg_catalog.current_setting('oneroof.statement');
END
$oneroof$
