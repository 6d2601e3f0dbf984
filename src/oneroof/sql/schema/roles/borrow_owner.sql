-- Let the installing login be oneroof_owner until the end of this transaction, and let that role make things here: what a
-- superuser needs not, and others must have to hand something over. What was lent is noted, and taken back at the end.
DO $body$
DECLARE
    lent text := coalesce(pg_catalog.current_setting('oneroof.lent', true), '');
    may  boolean := pg_catalog.pg_has_role(CURRENT_USER, 'oneroof_owner', 'USAGE');
BEGIN
    IF (SELECT r.rolsuper FROM pg_catalog.pg_roles AS r WHERE r.rolname = CURRENT_USER) THEN
        RETURN;
    END IF;
    IF may AND pg_catalog.current_setting('server_version_num')::integer >= 160000 THEN
        may := pg_catalog.pg_has_role(CURRENT_USER, 'oneroof_owner', 'SET');
    END IF;
    IF NOT may THEN
        EXECUTE pg_catalog.format('GRANT oneroof_owner TO %I', CURRENT_USER);
        lent := lent || 'owner ';
    END IF;
    IF NOT pg_catalog.has_database_privilege('oneroof_owner', pg_catalog.current_database(), 'CREATE') THEN
        EXECUTE pg_catalog.format('GRANT CREATE ON DATABASE %I TO oneroof_owner', pg_catalog.current_database());
        lent := lent || 'database ';
    END IF;
    IF EXISTS (SELECT FROM pg_catalog.pg_namespace AS n WHERE n.nspname = {governance_name})
       AND NOT pg_catalog.has_schema_privilege('oneroof_owner', {governance_name}, 'CREATE')
    THEN
        EXECUTE pg_catalog.format('GRANT CREATE ON SCHEMA %I TO oneroof_owner', {governance_name}::text);
        lent := lent || 'schema ';
    END IF;
    PERFORM pg_catalog.set_config('oneroof.lent', lent, true);
END
$body$
