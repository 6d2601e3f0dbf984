-- Whether this role may read the two things that PostgreSQL hides from most.
SELECT pg_catalog.has_table_privilege('pg_catalog.pg_user_mapping', 'SELECT') AS user_mapping_options,
       pg_catalog.has_column_privilege('pg_catalog.pg_subscription', 'subconninfo', 'SELECT')
           AS subscription_connections
