-- What tells managed platforms apart: their administrators' roles together with settings that only their server programs
-- define (a setting that somebody made up is no row of pg_settings).
SELECT EXISTS (SELECT FROM pg_catalog.pg_proc p
               WHERE p.proname = 'aurora_version' AND p.pronamespace = 'pg_catalog'::pg_catalog.regnamespace) AS aurora_function,
       ARRAY(SELECT r.rolname::text FROM pg_catalog.pg_roles r
             WHERE r.rolname IN ('rds_superuser', 'cloudsqlsuperuser', 'azure_pg_admin')) AS roles,
       ARRAY(SELECT DISTINCT pg_catalog.split_part(s.name, '.', 1) FROM pg_catalog.pg_settings s
             WHERE s.name ~ '^(rds|cloudsql|azure)\.') AS settings
