-- How many sessions and prepared transactions are in a database of this server: each keeps it from being a template.
-- database text, ours int[]: backends that are left out
SELECT (SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity a
         WHERE a.datname = %(database)s::text AND a.pid <> ALL (%(ours)s::int[]))::int AS sessions,
       (SELECT pg_catalog.count(*) FROM pg_catalog.pg_prepared_xacts p WHERE p.database = %(database)s::text)::int AS prepared
