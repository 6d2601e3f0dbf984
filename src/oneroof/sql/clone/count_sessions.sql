-- How many sessions and prepared transactions are in a database of this server: each keeps it from being a template.
-- The function is what pg_stat_activity shows, without the names that it looks up for each session.
-- database text, ours int[]: backends that are left out
SELECT (SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_get_activity(NULL) a
         WHERE a.datid = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = %(database)s::text)
           AND a.pid <> ALL (%(ours)s::int[]))::int AS sessions,
       (SELECT pg_catalog.count(*) FROM pg_catalog.pg_prepared_xacts p WHERE p.database = %(database)s::text)::int AS prepared
