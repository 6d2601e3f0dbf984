-- Nobody could read Directus' fields: whether there is one for a column is not known.
SELECT NULL::text, NULL::text, NULL::text
