-- Without a mapping postgres_fdw connects to nothing.
DROP USER MAPPING FOR {user} SERVER {server}
