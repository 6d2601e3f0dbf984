-- Directus' collections with their groups, as the inventory's query takes them; named is the schema as a literal.
SELECT {named}::text AS in_schema, collection::text, "group"::text AS in_collection FROM ONLY {in_schema}.directus_collections
