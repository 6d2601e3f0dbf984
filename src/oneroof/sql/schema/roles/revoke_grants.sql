-- What our roles were granted on things that are not ours, and that would outlive us: usage of schemas, columns of Directus' tables.
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
        SELECT n.nspname, c.relname, pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ') AS columns
          FROM pg_catalog.pg_class AS c
          JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname IN ({governance_name}, 'public')
          JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND NOT a.attisdropped
         WHERE pg_catalog.starts_with(c.relname, 'directus_') AND c.relkind = 'r'
           AND EXISTS (SELECT FROM pg_catalog.aclexplode(a.attacl) AS acl
                        WHERE acl.grantee = pg_catalog.to_regrole('oneroof_owner') AND acl.privilege_type = 'SELECT')
         GROUP BY n.nspname, c.relname
    LOOP
        EXECUTE pg_catalog.format('REVOKE SELECT (%s) ON %I.%I FROM oneroof_owner', item.columns, item.nspname, item.relname);
    END LOOP;
END
$body$
