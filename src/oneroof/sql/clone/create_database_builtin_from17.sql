-- An empty database like production's, which nobody can connect to yet; its connection limit marks it as ours from birth.
-- PostgreSQL's own locale (from PostgreSQL 17).
CREATE DATABASE {name} TEMPLATE template0 ENCODING {encoding} LOCALE_PROVIDER builtin LC_COLLATE {collate} LC_CTYPE {ctype}
    BUILTIN_LOCALE {locale}
    {tablespace} ALLOW_CONNECTIONS false CONNECTION LIMIT {birth_mark}
