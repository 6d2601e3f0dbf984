-- Triggers of a table that somebody made, and whether each fires.
-- schema text, name text
SELECT t.tgname::text AS trigger, t.tgenabled::text AS enabled
  FROM pg_catalog.pg_trigger t
  JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE NOT t.tgisinternal AND n.nspname = %(schema)s::text AND c.relname = %(name)s::text
 ORDER BY t.tgname COLLATE "C"
