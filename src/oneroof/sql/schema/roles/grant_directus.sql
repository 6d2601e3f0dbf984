-- The inventory's functions read some columns of Directus' tables with their owner's rights: where those tables are,
-- oneroof_owner may read these columns.
DO $body$
DECLARE
    home record;
BEGIN
    FOR home IN
        SELECT n.nspname, c.relname, known.columns
          FROM pg_catalog.pg_class AS c
          JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname IN ({governance_name}, 'public')
          JOIN (VALUES ('directus_collections', ARRAY['collection', 'group']),
                       ('directus_fields', ARRAY['collection', 'field', 'special']),
                       ('directus_flows', ARRAY['id', 'name']),
                       ('directus_dashboards', ARRAY['id', 'name']),
                       ('directus_roles', ARRAY['id', 'name'])) AS known (relation, columns) ON known.relation = c.relname
         WHERE c.relkind = 'r'
           AND (SELECT pg_catalog.count(*) FROM pg_catalog.pg_attribute AS a
                 WHERE a.attrelid = c.oid AND a.attname = ANY (known.columns) AND NOT a.attisdropped)
               = pg_catalog.cardinality(known.columns)
    LOOP
        EXECUTE pg_catalog.format('GRANT USAGE ON SCHEMA %I TO oneroof_owner', home.nspname);
        EXECUTE pg_catalog.format(
            'GRANT SELECT (%s) ON %I.%I TO oneroof_owner',
            (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(name), ', ') FROM pg_catalog.unnest(home.columns) AS name),
            home.nspname, home.relname);
    END LOOP;
END
$body$
