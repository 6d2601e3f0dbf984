-- No collections: Directus is not there, or may not be read.
SELECT NULL::text, NULL::text, NULL::text WHERE false
