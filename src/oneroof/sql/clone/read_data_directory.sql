-- Where this server keeps its data and a tablespace's files, if this role may know it (pg_read_all_settings); else NULL.
-- tablespace text
SELECT CASE WHEN pg_catalog.pg_has_role(current_user, 'pg_read_all_settings', 'USAGE')
            THEN pg_catalog.current_setting('data_directory') END AS data_directory,
       (SELECT pg_catalog.pg_tablespace_location(t.oid) FROM pg_catalog.pg_tablespace t
         WHERE t.spcname = %(tablespace)s::text)                  AS tablespace_location
