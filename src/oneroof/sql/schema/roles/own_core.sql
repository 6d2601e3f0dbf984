-- Hand the core over to oneroof_owner: the schema, then whatever stands in it.
DO $body$
DECLARE
    item record;
BEGIN
    ALTER SCHEMA oneroof OWNER TO oneroof_owner;
    FOR item IN
        SELECT c.oid::pg_catalog.regclass::text AS name, 'TABLE' AS what
          FROM pg_catalog.pg_class AS c
         WHERE c.relnamespace = 'oneroof'::pg_catalog.regnamespace AND c.relkind IN ('r', 'v')
        UNION ALL
        SELECT p.oid::pg_catalog.regprocedure::text, 'FUNCTION'
          FROM pg_catalog.pg_proc AS p WHERE p.pronamespace = 'oneroof'::pg_catalog.regnamespace
    LOOP
        EXECUTE pg_catalog.format('ALTER %s %s OWNER TO oneroof_owner', item.what, item.name);
    END LOOP;
END
$body$
