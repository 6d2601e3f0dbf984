-- expects: catalog builtin:relations digest
-- change
SET allow_system_table_mods = on;
ALTER VIEW pg_catalog.pg_user SET (security_barrier = true);
