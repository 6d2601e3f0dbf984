-- Let nobody connect to a database.
ALTER DATABASE {name} ALLOW_CONNECTIONS false
