-- Take back what the installing login was lent, and no more.
DO $body$
DECLARE
    lent text := pg_catalog.current_setting('oneroof.lent', true);
BEGIN
    IF lent LIKE '%schema %' AND EXISTS (
        SELECT FROM pg_catalog.pg_namespace AS n JOIN pg_catalog.pg_roles AS r ON r.oid = n.nspowner
         WHERE n.nspname = {governance_name} AND r.rolname <> 'oneroof_owner')
    THEN
        EXECUTE pg_catalog.format('REVOKE CREATE ON SCHEMA %I FROM oneroof_owner', {governance_name}::text);
    END IF;
    IF lent LIKE '%database %' THEN
        EXECUTE pg_catalog.format('REVOKE CREATE ON DATABASE %I FROM oneroof_owner', pg_catalog.current_database());
    END IF;
    IF lent LIKE '%owner %' THEN
        EXECUTE pg_catalog.format('REVOKE oneroof_owner FROM %I', CURRENT_USER);
    END IF;
    PERFORM pg_catalog.set_config('oneroof.lent', '', true);
END
$body$
