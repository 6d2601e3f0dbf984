-- Directus' fields, as the inventory's query takes them.
SELECT format('%s', collection), format('%s', field), format('%s', special) FROM ONLY {in_schema}.directus_fields
