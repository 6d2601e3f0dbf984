-- The role that is to read: by name, or this session's own; whether it is there, and where this is.
-- role text (NULL: this session's)
SELECT coalesce(%(role)s::text, current_user::text)                           AS role,
       r.oid IS NOT NULL                                                      AS present,
       pg_catalog.current_database()::text                                    AS database,
       pg_catalog.current_setting('server_version_num')::int / 10000          AS major
FROM (VALUES (coalesce(%(role)s::text, current_user::text))) AS wanted (name)
LEFT JOIN pg_catalog.pg_roles r ON r.rolname = wanted.name
