-- Take a role's privileges on the database.
REVOKE ALL ON DATABASE {name} FROM {grantee}
