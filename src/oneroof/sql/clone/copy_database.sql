-- A closed copy of a clone, marked as ours from birth, which nobody can connect to.
CREATE DATABASE {copy} TEMPLATE {name} STRATEGY file_copy ALLOW_CONNECTIONS false CONNECTION LIMIT {birth_mark}
