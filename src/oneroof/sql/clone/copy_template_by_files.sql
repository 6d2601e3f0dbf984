-- A copy of a database that nobody is connected to, closed and marked as ours from birth: its files, between two
-- checkpoints. A subscription is not copied; comment, settings and ACL of the database are not either.
CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy ALLOW_CONNECTIONS false CONNECTION LIMIT {birth_mark}
