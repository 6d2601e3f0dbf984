-- Who may do what with the collections, the platform's tables and the database. database is its name.
GRANT USAGE ON SCHEMA public TO directus_app, directus_reporting;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO directus_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO directus_app;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO directus_reporting;
REVOKE SELECT ON public.directus_users FROM directus_reporting;
GRANT SELECT (id, first_name, last_name, status) ON public.directus_users TO directus_reporting;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO directus_reporting;
GRANT CONNECT ON DATABASE {database} TO directus_app, directus_reporting;
REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC;
GRANT TEMPORARY ON DATABASE {database} TO directus_app;
COMMENT ON DATABASE {database} IS 'Directus of a retailer; a demo production made by oneroof';
ALTER DATABASE {database} SET search_path = public, oneroof;
ALTER DATABASE {database} SET idle_in_transaction_session_timeout = '10min'
