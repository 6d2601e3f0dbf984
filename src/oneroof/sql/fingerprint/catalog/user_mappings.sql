-- User mappings; their options stand in the folder of what PostgreSQL hides.
SELECT 'user_mapping:' || CASE WHEN m.srvname ~ '^[a-z_][a-z0-9_]*$' THEN m.srvname
                               ELSE '"' || pg_catalog.replace(m.srvname, '"', '""') || '"' END || '.' || CASE WHEN m.usename ~ '^[a-z_][a-z0-9_]*$' THEN m.usename
                                                                                                              ELSE '"' || pg_catalog.replace(m.usename, '"', '""') || '"' END AS ref,
       'foreign_server:' || CASE WHEN m.srvname ~ '^[a-z_][a-z0-9_]*$' THEN m.srvname
                                 ELSE '"' || pg_catalog.replace(m.srvname, '"', '""') || '"' END AS parent,
       'role' AS facet, pg_catalog.quote_literal(m.usename) AS value
FROM pg_catalog.pg_user_mappings m
