-- An empty database like production's, which nobody can connect to yet; its connection limit marks it as ours from birth.
-- The C library's locale.
CREATE DATABASE {name} TEMPLATE template0 ENCODING {encoding} LOCALE_PROVIDER libc LC_COLLATE {collate} LC_CTYPE {ctype}
    {tablespace} ALLOW_CONNECTIONS false CONNECTION LIMIT {birth_mark}
