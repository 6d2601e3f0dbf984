-- As add_table_check, for a domain.
ALTER DOMAIN {holder} ADD CONSTRAINT {scratch} {definition} NOT VALID
