-- Settings of a server that bound what one transaction can hold: a private server must not have less.
SELECT pg_catalog.current_setting('max_locks_per_transaction')::int AS locks,
       pg_catalog.current_setting('max_connections')::int           AS connections
