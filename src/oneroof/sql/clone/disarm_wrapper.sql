-- A foreign data wrapper without a handler: its foreign tables stay, and reading them is an error.
ALTER FOREIGN DATA WRAPPER {wrapper} NO HANDLER
