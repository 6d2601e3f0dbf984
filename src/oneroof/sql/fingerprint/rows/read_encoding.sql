-- In what the database writes its texts: digests over bytes are comparable where it is the same.
SELECT pg_catalog.current_setting('server_encoding') AS encoding
