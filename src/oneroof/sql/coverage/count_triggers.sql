-- Triggers of the ownership table, those that PostgreSQL makes for a foreign key too: there must be none.
-- schema text
SELECT pg_catalog.count(*) AS triggers
  FROM pg_catalog.pg_trigger t
  JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = %(schema)s::text AND c.relname = 'governance_object_ownership'
