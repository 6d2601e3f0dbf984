-- Raise what packets/tell_refusal has said, so that psql ends and not with 0.
DO $oneroof$
BEGIN
    RAISE EXCEPTION USING ERRCODE = pg_catalog.current_setting('oneroof.refusal_code'),
                          MESSAGE = pg_catalog.current_setting('oneroof.refusal');
END
$oneroof$
