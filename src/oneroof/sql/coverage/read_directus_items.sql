-- Directus' flows, dashboards or roles, in the columns of coverage/catalog_objects; the names are literals and identifiers.
SELECT {kind}::text || ':' || CASE WHEN item.id COLLATE "C" ~ '^[a-z_][a-z0-9_]*$' THEN item.id
                                   ELSE '"' || replace(item.id, '"', '""') || '"' END,
       {kind}::text, {schema_ref}::text, 'directus', 'active', {named}::text, item.name, NULL::text, NULL::oid
  FROM (SELECT format('%s', found.id) AS id, format('%s', found.name) AS name FROM ONLY {relation} AS found) AS item
