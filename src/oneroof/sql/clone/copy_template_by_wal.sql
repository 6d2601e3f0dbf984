-- A copy of a database that nobody is connected to, closed and marked as ours from birth: page by page, each logged.
-- A subscription is not copied; comment, settings and ACL of the database are not either.
CREATE DATABASE {name} TEMPLATE {template} STRATEGY wal_log ALLOW_CONNECTIONS false CONNECTION LIMIT {birth_mark}
