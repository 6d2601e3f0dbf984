-- Whether this server knows a setting (minor releases bring some).
-- setting text
SELECT EXISTS (SELECT FROM pg_catalog.pg_settings WHERE name = %(setting)s::text) AS known
