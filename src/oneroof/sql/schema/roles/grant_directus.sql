-- The inventory's function reads two columns of Directus' table with its owner's rights: where that table is, oneroof_owner
-- may read them.
DO $body$
DECLARE
    home record;
BEGIN
    FOR home IN
        SELECT n.nspname FROM pg_catalog.pg_class AS c
          JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname IN ({governance_name}, 'public')
         WHERE c.relname = 'directus_collections' AND c.relkind = 'r'
           AND (SELECT pg_catalog.count(*) FROM pg_catalog.pg_attribute AS a
                 WHERE a.attrelid = c.oid AND a.attname IN ('collection', 'group') AND NOT a.attisdropped) = 2
    LOOP
        EXECUTE pg_catalog.format('GRANT USAGE ON SCHEMA %I TO oneroof_owner', home.nspname);
        EXECUTE pg_catalog.format('GRANT SELECT (collection, "group") ON %I.directus_collections TO oneroof_owner', home.nspname);
    END LOOP;
END
$body$
