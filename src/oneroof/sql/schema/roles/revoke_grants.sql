-- What our roles were granted on things that are not ours, and that would outlive us: usage of schemas, Directus' two columns.
DO $body$
DECLARE
    item record;
BEGIN
    FOR item IN
        SELECT DISTINCT n.nspname, r.rolname
          FROM pg_catalog.pg_namespace AS n
         CROSS JOIN LATERAL pg_catalog.aclexplode(n.nspacl) AS acl
          JOIN pg_catalog.pg_roles AS r ON r.oid = acl.grantee AND r.rolname LIKE 'oneroof\_%'
         WHERE n.nspname IN ({governance_name}, 'public') AND n.nspname <> 'oneroof' AND acl.privilege_type = 'USAGE'
    LOOP
        EXECUTE pg_catalog.format('REVOKE USAGE ON SCHEMA %I FROM %I', item.nspname, item.rolname);
    END LOOP;
    FOR item IN
        SELECT DISTINCT n.nspname
          FROM pg_catalog.pg_class AS c
          JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname IN ({governance_name}, 'public')
          JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attacl IS NOT NULL
         WHERE c.relname = 'directus_collections' AND c.relkind = 'r'
    LOOP
        EXECUTE pg_catalog.format('REVOKE SELECT (collection, "group") ON %I.directus_collections FROM oneroof_owner', item.nspname);
    END LOOP;
END
$body$
