-- Fix one setting for the rest of a tool's session, if its server knows it.
SELECT pg_catalog.set_config(s.name, {value}, false) FROM pg_catalog.pg_settings s WHERE pg_catalog.lower(s.name) = pg_catalog.lower({name})
