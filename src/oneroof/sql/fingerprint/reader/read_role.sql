-- The role that is to read: by name, or this session's own; and where this is.
-- role text (NULL: this session's)
SELECT coalesce(%(role)s::text, current_user::text)                           AS role,
       pg_catalog.quote_ident(coalesce(%(role)s::text, current_user::text))   AS quoted,
       pg_catalog.current_database()::text                                    AS database,
       pg_catalog.current_setting('server_version_num')::int / 10000          AS major
