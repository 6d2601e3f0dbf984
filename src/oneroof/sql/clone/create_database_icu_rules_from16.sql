-- An empty database like production's, which nobody can connect to yet; its connection limit marks it as ours from birth.
-- An ICU locale with rules of its own (from PostgreSQL 16).
CREATE DATABASE {name} TEMPLATE template0 ENCODING {encoding} LOCALE_PROVIDER icu LC_COLLATE {collate} LC_CTYPE {ctype}
    ICU_LOCALE {locale} ICU_RULES {icu_rules}
    {tablespace} ALLOW_CONNECTIONS false CONNECTION LIMIT {birth_mark}
