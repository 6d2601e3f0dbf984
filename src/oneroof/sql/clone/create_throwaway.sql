-- An empty database that nobody can connect to, marked as ours from birth, to be dropped again at once.
CREATE DATABASE {name} TEMPLATE template0 STRATEGY wal_log ALLOW_CONNECTIONS false CONNECTION LIMIT {birth_mark}
